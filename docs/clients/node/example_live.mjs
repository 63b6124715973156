// A dashboard: node example_live.mjs ipc:///run/huiyin/stream ipc:///run/huiyin/service [topic ...]
import { Live, Service } from "./huiyin-bus.mjs";

const [stream, service, ...topics] = process.argv.slice(2);
const live = new Live(stream, new Service(service), { topics: topics.length > 0 ? topics : [""] });
for await (const event of live) console.log(event.sequence, event.type, event.subject ?? "", `healed=${live.healed}`);
