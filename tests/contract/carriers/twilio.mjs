// The official SDK against the simulator's Twilio face: send, fetch, list by pages, call, transcripts with sentences, recordings; a
// wrong key is refused as such.
import twilio from "twilio";
import { base, expect, id, key, refused } from "./common.mjs";

const client_of = (token) => {
  const client = twilio(id, token);
  client.api.baseUrl = client.intelligence.baseUrl = base;
  return client;
};

const client = client_of(key);
const body = "回复1满意 & 2不满意\n谢谢";
for (let i = 0; i < 5; ++i) {
  const made = await client.messages.create({ to: `+1500555001${i}`, from: "+15005550006", body, validityPeriod: 14400 });
  expect("a message is queued", made.sid.startsWith("SM") && made.status === "queued" && made.body === body && made.dateCreated instanceof Date);
  const again = await client.messages(made.sid).fetch();
  expect("it can be fetched", again.sid === made.sid && again.to === made.to && again.body === body);
}
const since = new Date(Date.now() - 3600_000);
const listed = await client.messages.list({ from: "+15005550006", dateSentAfter: since, pageSize: 2 });
expect("pages are followed to the end, nothing comes twice", listed.length === 5 && new Set(listed.map((m) => m.sid)).size === 5);
const one = await client.messages.list({ to: "+15005550013", limit: 10 });
expect("the list knows recipients", one.length === 1 && one[0].direction === "outbound-api");
expect("a bad number is 21211", await refused(client.messages.create({ to: "12", from: "+15005550006", body }), (e) => e.code === 21211 && e.status === 400));
expect("a wrong key is 20003", await refused(client_of("wrong").messages.list({ limit: 1 }), (e) => e.code === 20003 && e.status === 401));

const call = await client.calls.create({ to: "+15005550010", from: "+15005550006", twiml: "<Response><Gather input=\"dtmf\" numDigits=\"1\"><Say language=\"zh-CN\">满意请按1</Say></Gather></Response>" });
expect("a call is queued", call.sid.startsWith("CA") && call.status === "queued" && call.direction === "outbound-api");
const transcripts = await client.intelligence.v2.transcripts.list({ status: "completed", pageSize: 1, limit: 10 });
expect("there are three transcripts, one a page", transcripts.length === 3 && transcripts.every((t) => t.status === "completed"));
const sentences = await client.intelligence.v2.transcripts(transcripts[0].sid).sentences.list({ pageSize: 2 });
expect("its sentences come in order", sentences.length >= 2 && sentences.every((s, i) => s.sentenceIndex === i && s.transcript.length > 0));
const recordings = await client.recordings.list({ pageSize: 2, limit: 10 });
expect("each call was recorded", recordings.length === 3 && recordings.every((r) => r.sid.startsWith("RE") && r.callSid.startsWith("CA")));
