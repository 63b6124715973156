// An ESME written with npm smpp against huiyin-sim: `node client.mjs PORT COUNT`. Says in the end, as one line of JSON,
// what it was answered and what it was handed.
import smpp from "smpp";

const [port, count] = process.argv.slice(2).map(Number);
const told = { accepted: 0, refused: [], receipts: {}, matters: [], wrong_password: null, query: null };
const ids = new Set();

const call = (session, command, body) => new Promise((answer) => session[command](body, answer));
const connect = () => new Promise((ready, failed) => {
  const session = smpp.connect({ url: `smpp://127.0.0.1:${port}`, auto_enquire_link_period: 500 }, () => ready(session));
  session.on("error", failed);
});
const bind = (session, password) =>
  call(session, "bind_transceiver", { system_id: "sim-smpp", password, interface_version: 0x34 });

const stranger = await connect();
told.wrong_password = (await bind(stranger, "wrong")).command_status;
stranger.destroy();

const session = await connect();
session.on("deliver_sm", (pdu) => {
  const text = pdu.short_message.message.toString();
  const id = /^id:(\S+) .* stat:(\S+) /.exec(text);
  if (pdu.esm_class === 4 && id) told.receipts[id[1]] = id[2];
  else told.matters.push(text);
  session.send(pdu.response());
});
if ((await bind(session, "sim-pass")).command_status !== 0) throw new Error("not bound");

const submit = async (n, part) => {
  const r = await call(session, "submit_sm", {
    source_addr: "10690000123407", dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: `861380000${1000 + n}`,
    data_coding: 8, registered_delivery: 1, ...part,
  });
  if (r.command_status === 0) { told.accepted++; ids.add(r.message_id); } else told.refused.push(r.command_status);
  return r.message_id;
};
const udh = (number) => Buffer.from([5, 0, 3, 7, 2, number]);
const sends = [];
for (let n = 0; n < count; ++n) sends.push(submit(n, { short_message: "您好" }));
sends.push(submit(count, { esm_class: 0x40, short_message: { udh: udh(1), message: "前半" } }));
sends.push(submit(count, { esm_class: 0x40, short_message: { udh: udh(2), message: "后半" } }));
sends.push(submit(count + 1, { short_message: "", message_payload: "很长".repeat(200) }));
const [first] = await Promise.all(sends);

const end = Date.now() + 30_000;
while (Date.now() < end && (Object.keys(told.receipts).length < ids.size || told.matters.length < 3))
  await new Promise((r) => setTimeout(r, 20));
const q = await call(session, "query_sm", { message_id: first, source_addr: "106900001234" });
told.query = [q.command_status, q.message_state];
told.strange = Object.keys(told.receipts).filter((id) => !ids.has(id)).length;
told.enquire = (await call(session, "enquire_link", {})).command_status;
told.unbind = (await call(session, "unbind", {})).command_status;
console.log(JSON.stringify(told));
process.exit(0);
