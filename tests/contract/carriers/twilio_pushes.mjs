// The SDK's own check of the simulator's pushes: node twilio_pushes.mjs FILE KEY, with {url, signature, body} on each line of FILE.
import { readFileSync } from "node:fs";
import twilio from "twilio";

const [file, key] = process.argv.slice(2);
const lines = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
for (const { url, signature, body } of lines) {
  const form = Object.fromEntries(new URLSearchParams(body));
  const right = twilio.validateRequest(key, signature, url, form), wrong = twilio.validateRequest(key, signature, url, { ...form, Body: "x", MessageStatus: "x" });
  if (!right || wrong) { console.error(`not so: a push is signed, and with another text it is not (${right}, ${wrong})`); process.exit(1); }
}
console.log(lines.length);
