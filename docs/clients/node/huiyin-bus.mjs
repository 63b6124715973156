// Huiyin's bus for Node: live events with their gaps healed, replay, durable consumption, commands. Needs zeromq 6 only.
// The protocol and its guarantees: docs/bus.md. One request at a time per Service.
import { Dealer, Subscriber } from "zeromq";

/** The service refused: status, detail, and the member of the request that is wrong. */
export class Problem extends Error {
  constructor({ status, detail, field }) {
    super(detail);
    Object.assign(this, { status, detail, field });
  }
}
/** Another process of the same name has attached: this one must stop. */
export class Fenced extends Problem {}
export class NoAnswer extends Error {}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
export const seqOf = (event) => Number(event.sequence);

// keys: {publicKey, secretKey, serverKey} for tcp endpoints.
function open(kind, endpoint, keys) {
  const curve = keys ? { curvePublicKey: keys.publicKey, curveSecretKey: keys.secretKey, curveServerKey: keys.serverKey } : {};
  const socket = new kind({ linger: 0, ...curve });
  socket.connect(endpoint);
  return socket;
}

/** Requests. One that is not answered is made again: all may be repeated safely (commands by their key). */
export class Service {
  #ids = 0;
  #waiting = new Map(); // id -> resolve
  constructor(endpoint, { keys, patienceMs = 60_000, retryAfterMs = 2_000 } = {}) {
    Object.assign(this, { endpoint, patienceMs, retryAfterMs });
    this.socket = open(Dealer, endpoint, keys);
    this.#receive();
  }

  close() {
    this.socket.close();
  }

  async #receive() {
    for await (const [id, body] of this.socket) this.#waiting.get(id.toString())?.(JSON.parse(body.toString()));
  }

  async ask(op, request = {}, expectedWaitMs = 0) {
    const id = String(++this.#ids);
    const message = [id, JSON.stringify({ op, ...request })];
    const end = Date.now() + this.patienceMs + expectedWaitMs;
    try {
      while (Date.now() < end) {
        const answer = await this.#once(id, message, this.retryAfterMs + expectedWaitMs);
        if (answer?.ok) return answer;
        if (answer?.problem.status === 503) await pause(50); // a bound of the service: a moment later there is room
        else if (answer) throw new (answer.problem.field === "/token" && answer.problem.status === 409 ? Fenced : Problem)(answer.problem);
      }
    } finally {
      this.#waiting.delete(id);
    }
    throw new NoAnswer(`no answer to ${op} from ${this.endpoint}`);
  }

  #once(id, message, ms) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(null), ms);
      this.#waiting.set(id, (answer) => (clearTimeout(timer), resolve(answer)));
      this.socket.send(message).catch(reject);
    });
  }

  /** Events behind seq `after`, in order, to the journal's present end or to seq `upto`. */
  async *replay({ after = 0, upto, topics = [] } = {}) {
    for (;;) {
      const page = await this.ask("replay", { from: after + 1, topics, limit: 1000 });
      upto ??= page.newest;
      for (const event of page.events) {
        if (seqOf(event) > upto) return;
        yield event;
      }
      if (page.next >= upto || page.next <= after) return;
      after = page.next;
    }
  }

  /** What became durable. The key makes it safe to repeat: a repeat returns the first answer. */
  async command(name, args, key) {
    return (await this.ask("command", { name, args, key })).answer;
  }
}

/** Live events, each once; those of one type in order. What the stream lost is fetched by replay. */
export class Live {
  healed = 0;
  #last = new Map(); // newest seq had of each type
  #base;
  constructor(stream, service, { topics = [""], keys, after } = {}) {
    Object.assign(this, { service, topics });
    this.#base = after;
    this.socket = open(Subscriber, stream, keys);
    this.socket.subscribe(...topics, "heartbeat");
  }

  close() {
    this.socket.close();
  }

  async *[Symbol.asyncIterator]() {
    if (this.#base !== undefined) yield* this.#replayed(this.#base, undefined, this.topics);
    for await (const [topic, body] of this.socket) {
      const event = JSON.parse(body.toString());
      yield* topic.toString() === "heartbeat" ? this.#heartbeat(event.data) : this.#event(event);
    }
  }

  #had(type) {
    return this.#last.get(type) ?? this.#base;
  }

  async *#event(event) {
    const { type } = event, seq = seqOf(event);
    this.#base ??= seq - 1;
    if (Number(event.previousoftype) > this.#had(type)) yield* this.#replayed(this.#had(type), seq - 1, [type], true);
    if (seq <= this.#had(type)) return;
    this.#last.set(type, seq);
    yield event;
  }

  async *#heartbeat({ newest, topics }) {
    this.#base ??= newest;
    for (const [type, seq] of Object.entries(topics))
      if (seq > this.#had(type) && this.topics.some((t) => type.startsWith(t))) yield* this.#replayed(this.#had(type), seq, [type], true);
  }

  async *#replayed(after, upto, topics, heals = false) {
    for await (const event of this.service.replay({ after, upto, topics })) {
      const { type } = event, seq = seqOf(event);
      if ((heals && type !== topics[0]) || seq <= this.#had(type)) continue;
      this.#last.set(type, seq);
      if (heals) this.healed++;
      yield event;
    }
  }
}

/**
 * A durable consumer: at least once, in order; what may have come before is marked `redelivered`. An event counts as done when the
 * next one is asked for. Goes on where it stood, also after a crash of either side.
 */
export class Durable {
  #token;
  #done = 0;
  static async attach(service, name, { topics = [], start = "start", takeover = true } = {}) {
    const me = Object.assign(new Durable(), { service, name });
    me.#token = (await service.ask("attach", { consumer: name, topics, from: start, takeover })).token;
    return me;
  }

  #ask(op, request, expectedWaitMs) {
    return this.service.ask(op, { consumer: this.name, token: this.#token, ...request }, expectedWaitMs);
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      const batch = await this.#ask("fetch", { ack: this.#done, credit: 500, wait_ms: 10_000 }, 10_000);
      for (const event of batch.again ?? []) {
        yield event;
        await this.#ask("settle", { seq: seqOf(event) });
      }
      for (const event of batch.events) {
        yield event;
        this.#done = seqOf(event);
      }
      this.#done = batch.next;
    }
  }

  /** Acknowledges what is done now, not with the next fetch. */
  ack() {
    return this.#ask("ack", { seq: this.#done });
  }

  /** This event could not be processed: it becomes a dead letter (bus.dead.requeue gives it again). */
  putAside(event, reason) {
    return this.#ask("nack", { seq: seqOf(event), reason });
  }
}
