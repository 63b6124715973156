// Validates what a daemon said against docs/: node check.mjs DOCS [RECORD.jsonl]. Every schema compiles, asyncapi.yaml is AsyncAPI 3
// and leads to files that exist; then each line of the record: {kind: "event" | "service" | "command", name, value}, where kind
// service has names like "fetch.answer", and command "case.closed" or "case.closed answer". Exit 1: every fault on a line.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import Ajv7 from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

const [docs, record] = process.argv.slice(2);
const schemas = path.join(docs, "schemas");
const faults = new Map(); // text -> how often
const fault = (text) => faults.set(text, (faults.get(text) ?? 0) + 1);
const json = (file) => JSON.parse(readFileSync(file, "utf8"));

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true });
addFormats(ajv);
ajv.addSchema(json(path.join(schemas, "cloudevent.json")));
ajv.addSchema(json(path.join(schemas, "service.json")));
const known = { event: {}, command: {} };
for (const kind of ["event", "command"])
  for (const file of readdirSync(path.join(schemas, `${kind}s`))) {
    const name = file.replace(/\.json$/, "");
    const schema = json(path.join(schemas, `${kind}s`, file));
    if (schema.$id !== `urn:huiyin:schema:${kind}:${name}:1`) fault(`${kind}s/${file}: $id is ${schema.$id}`);
    ajv.addSchema(schema);
    known[kind][name] = schema;
  }
for (const id of Object.keys(ajv.schemas)) ajv.getSchema(id);

checkAsyncApi();
if (record) for (const line of readFileSync(record, "utf8").split("\n").filter(Boolean)) checkLine(JSON.parse(line));
for (const [text, times] of faults) console.log(times > 1 ? `${text} (${times} times)` : text);
process.exit(faults.size > 0 ? 1 : 0);

function checkAsyncApi() {
  const file = path.join(docs, "asyncapi.yaml");
  const api = parse(readFileSync(file, "utf8"));
  // The specification's own schema, bundled (draft-07). It knows no file references: those are looked at here.
  const definition = createRequire(import.meta.url)("@asyncapi/specs").schemas[api.asyncapi];
  const judge = new Ajv7({ strict: false, logger: false, meta: false, validateSchema: false, validateFormats: false }).compile(definition);
  if (!judge(api)) fault(`asyncapi.yaml: ${judge.errors.slice(0, 3).map((e) => `${e.instancePath} ${e.message}`).join("; ")}`);
  const named = new Set();
  for (const [name, message] of Object.entries(api.components.messages)) {
    const [target, pointer] = message.payload.schema.$ref.split("#");
    named.add(target);
    try {
      const place = pointer ? pointer.slice(1).split("/").reduce((at, key) => at[key], json(path.join(docs, target))) : json(path.join(docs, target));
      if (!place) throw new Error("nothing there");
    } catch (e) {
      fault(`asyncapi.yaml: message ${name} leads to ${message.payload.schema.$ref}: ${e.message}`);
    }
  }
  for (const name of Object.keys(known.event)) if (!named.has(`schemas/events/${name}.json`)) fault(`asyncapi.yaml does not name the event ${name}`);
}

function checkLine({ kind, name, value }) {
  const id = kind === "service" ? `urn:huiyin:schema:service:1#/$defs/${name}`
    : `urn:huiyin:schema:${kind}:${name.replace(" answer", "")}:1${name.endsWith(" answer") ? "#/$defs/answer" : ""}`;
  const judge = ajv.getSchema(id);
  if (!judge) return fault(`${kind} ${name} has no schema: add docs/schemas/${kind}s/${name}.json and name it in docs/asyncapi.yaml`);
  if (!judge(value)) for (const e of judge.errors) fault(`${kind} ${name}: ${e.instancePath || "/"} ${e.message}`);
  const data = kind === "event" && known.event[name].properties.data.properties;
  if (data) for (const member of Object.keys(value.data)) if (!(member in data)) fault(`event ${name}: data.${member} is not in docs/schemas/events/${name}.json`);
}
