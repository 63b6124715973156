// The official queue SDK against the simulator's queues: a token by the SMS SDK's generic call, receive, delete, what is not deleted
// comes again, an empty queue is 404. Runs after aliyun.mjs, whose receipts it takes.
import http from "node:http";
import { createRequire } from "node:module";
import { base, endpoint, expect, id, key } from "./common.mjs";

const require = createRequire(import.meta.url);
const MNS = require("@alicloud/mns");
const { $OpenApiUtil } = require("@alicloud/openapi-core");
const { RuntimeOptions } = require("@darabonba/typescript");
const queue = "Alicom-Queue-1092397003988387-SmsReport";

const api = new (require("@alicloud/openapi-core").default)(new $OpenApiUtil.Config({ accessKeyId: id, accessKeySecret: key, endpoint, protocol: "HTTP" }));
const params = new $OpenApiUtil.Params({ action: "QueryTokenForMnsQueue", version: "2017-05-25", protocol: "HTTP", pathname: "/", method: "POST", authType: "AK", style: "RPC",
                                         reqBodyType: "formData", bodyType: "json" });
const request = new $OpenApiUtil.OpenApiRequest({ query: { MessageType: "SmsReport", QueueName: queue } });
const token = (await api.callApi(params, request, new RuntimeOptions({}))).body.MessageTokenDTO;
// A socket for each call: the SDK's HTTP library loses its read timer on sockets it uses again, and calls that a time-out.
const afresh = (made) => { const ask = made.request.bind(made); made.request = (m, r, t, b, h, o) => ask(m, r, t, b, h, { ...o, agent: new http.Agent() }); return made; };
const client_of = (accessKeySecret) => afresh(new MNS("1943695596114318", { accessKeyId: token.AccessKeyId, accessKeySecret, securityToken: token.SecurityToken, region: "cn-hangzhou", endpoint: base }));

const client = client_of(token.AccessKeySecret);
const code_of = (call) => call.then(() => "", (e) => e.name);
const receive = async (wanted) => {  // until as many came
  const got = [];
  for (let i = 0; i < 20 && got.length < wanted; ++i)
    got.push(...(await client.batchReceiveMessage(queue, 16, 1).catch((e) => { if (!e.name.includes("MessageNotExist")) throw e; return { body: [] }; })).body);
  return got;
};
const first = await receive(5);
expect("the receipts of aliyun.mjs wait", first.length === 5);
const single = first[0].MessageBodyMD5;
expect("each body has its digest", /^[0-9A-F]{32}$/.test(single));
const reports = first.map((m) => JSON.parse(Buffer.from(m.MessageBody, "base64").toString("utf8")));
expect("they name their batch", reports.every((r) => r.out_id.startsWith("camp-42:batch-") && r.phone_number.startsWith("1380000000")));
await client.deleteMessage(queue, first[0].ReceiptHandle);
expect("a handle works once", (await code_of(client.deleteMessage(queue, first[0].ReceiptHandle))).includes("ReceiptHandleError"));
const again = await receive(4);
expect("what was not deleted comes again, what was does not", again.map((m) => m.MessageId).sort().join() === first.slice(1).map((m) => m.MessageId).sort().join());
await client.batchDeleteMessage(queue, again.map((m) => m.ReceiptHandle));
expect("an empty queue says so", (await code_of(client.receiveMessage(queue, 1))).includes("MessageNotExist"));
const refusal = await code_of(client_of("wrong").receiveMessage(queue, 1));
expect(`a wrong key is refused (${refusal})`, refusal.includes("SignatureDoesNotMatch"));
