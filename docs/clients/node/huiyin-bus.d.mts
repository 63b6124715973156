export interface BusEvent<Data = unknown> {
  specversion: "1.0";
  id: string;
  source: string;
  type: string;
  subject?: string;
  time: string;
  datacontenttype: "application/json";
  sequence: string;
  previousoftype?: string;
  redelivered?: true;
  data: Data;
}
export interface Keys {
  publicKey: string;
  secretKey: string;
  serverKey: string;
}
export class Problem extends Error {
  status: number;
  detail: string;
  field?: string;
}
export class Fenced extends Problem {}
export class NoAnswer extends Error {}
export function seqOf(event: BusEvent): number;
export class Service {
  constructor(endpoint: string, options?: { keys?: Keys; patienceMs?: number; retryAfterMs?: number });
  ask(op: string, request?: object, expectedWaitMs?: number): Promise<Record<string, unknown>>;
  replay(options?: { after?: number; upto?: number; topics?: string[] }): AsyncGenerator<BusEvent>;
  command(name: string, args: object, key: string): Promise<Record<string, unknown>>;
  close(): void;
}
export class Live implements AsyncIterable<BusEvent> {
  healed: number;
  constructor(stream: string, service: Service, options?: { topics?: string[]; keys?: Keys; after?: number });
  [Symbol.asyncIterator](): AsyncGenerator<BusEvent>;
  close(): void;
}
export class Durable implements AsyncIterable<BusEvent> {
  static attach(service: Service, name: string, options?: { topics?: string[]; start?: "start" | "now" | number; takeover?: boolean }): Promise<Durable>;
  [Symbol.asyncIterator](): AsyncGenerator<BusEvent>;
  ack(): Promise<Record<string, unknown>>;
  putAside(event: BusEvent, reason: string): Promise<Record<string, unknown>>;
}
