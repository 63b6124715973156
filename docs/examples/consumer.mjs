// A live listener of Huiyin's bus: node consumer.mjs ipc:///run/huiyin/stream [topic ...]   (npm install zeromq)
import { Subscriber } from "zeromq";

const socket = new Subscriber();
socket.connect(process.argv[2]);
for (const topic of process.argv.length > 3 ? process.argv.slice(3) : ["intake.", "followup."]) socket.subscribe(topic);
for await (const [, message] of socket) {
  const event = JSON.parse(message.toString());
  console.log(event.sequence, event.type, event.subject ?? "");
}
