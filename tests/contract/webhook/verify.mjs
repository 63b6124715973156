// Verifies posts as a receiver would: node verify.mjs SECRET POSTS.jsonl, each line {headers, body}. Exit 1: every post that the
// reference library refuses on a line. "--tamper": each body is changed first, so that every one must be refused.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const [secret, file, tamper] = process.argv.slice(2);
let refused = 0;
for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
  const { headers, body } = JSON.parse(line);
  try {
    new Webhook(secret).verify(tamper ? body.replace("specversion", "Specversion") : body, headers);
  } catch (e) {
    refused += 1;
    console.log(`${headers["webhook-id"]}: ${e.message}`);
  }
}
process.exit(refused > 0 ? 1 : 0);
