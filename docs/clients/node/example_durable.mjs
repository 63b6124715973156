// A case system's consumer: node example_durable.mjs ipc:///run/huiyin/service my-case-system [topic ...]
import { Durable, Service } from "./huiyin-bus.mjs";

const [endpoint, name, ...topics] = process.argv.slice(2);
for await (const event of await Durable.attach(new Service(endpoint), name, { topics })) {
  // Store it under event.id; what is `redelivered` may be there already.
  console.log(event.sequence, event.type, event.subject ?? "", event.redelivered ? "again" : "");
}
