// An SMSC written with npm smpp, which knows nothing of Huiyin. Takes submits, sends a receipt for each part, and
// people's messages on demand. Lines on stdout: {port}, {counts}; on stdin: {"mo": [texts]}, {"ask": 1}.
import readline from "node:readline";
import smpp from "smpp";

const state = { binds: 0, submits: 0, parts: {}, acknowledged: 0, refused: 0, enquired: 0, unbinds: 0 };
const sessions = new Set();
let lastId = 0x00ab0000;
const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");

function text_of(pdu) {
  const m = pdu.short_message.message;
  return typeof m === "string" ? m : m.toString("latin1");
}

function receipt(session, submit, id) {
  const stamp = "2603010203";
  session.deliver_sm({
    source_addr_ton: 1, source_addr_npi: 1, source_addr: submit.destination_addr, destination_addr: submit.source_addr,
    esm_class: 4,
    short_message: `id:${id} sub:001 dlvrd:001 submit date:${stamp} done date:${stamp} stat:DELIVRD err:000 text:`,
    receipted_message_id: id, message_state: 2,
  }, (r) => (r.command_status === 0 ? state.acknowledged++ : state.refused++));
}

function serve(session) {
  sessions.add(session);
  session.on("close", () => sessions.delete(session));
  session.on("error", () => sessions.delete(session));
  session.on("bind_transceiver", (pdu) => {
    const good = pdu.system_id === "sim-smpp" && pdu.password === "sim-pass";
    state.binds++;
    session.send(pdu.response({ command_status: good ? 0 : smpp.ESME_RINVPASWD, system_id: "npm" }));
  });
  session.on("submit_sm", (pdu) => {
    const id = (++lastId).toString(16).toUpperCase();
    const udh = pdu.short_message.udh?.[0];
    const part = udh ? `${udh[2]}/${udh[3]}/${udh[4]}` : "1";
    state.submits++;
    (state.parts[pdu.destination_addr] ??= []).push([part, text_of(pdu)]);
    // Half of the receipts overtake the answer to their submit.
    if (state.submits % 2) receipt(session, pdu, id);
    session.send(pdu.response({ message_id: id }));
    if (state.submits % 2 === 0) receipt(session, pdu, id);
  });
  session.on("enquire_link", (pdu) => { state.enquired++; session.send(pdu.response()); });
  session.on("unbind", (pdu) => { state.unbinds++; session.send(pdu.response()); session.close(); });
}

const server = smpp.createServer(serve);
server.listen(0, "127.0.0.1", () => say({ port: server.address().port }));

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const order = JSON.parse(line);
  for (const [i, text] of (order.mo ?? []).entries())
    for (const session of sessions)
      session.deliver_sm({
        source_addr_ton: 1, source_addr_npi: 1, source_addr: `86139000000${10 + i}`, destination_addr: "106900001234",
        data_coding: 8, short_message: text,
      }, (r) => (r.command_status === 0 ? state.acknowledged++ : state.refused++));
  if (order.ask) say({ counts: state });
}).on("close", () => process.exit(0));
