// The official SDK against the simulator's Alibaba face: ACS3 and RPC v1, SendSms, SendBatchSms, QuerySendDetails.
import sms from "@alicloud/dysmsapi20170525";
import { endpoint, expect, id, key } from "./common.mjs";

const Client = sms.default.default ?? sms.default;
const client_of = (accessKeySecret, more = {}) => new Client({ accessKeyId: id, accessKeySecret, endpoint, protocol: "HTTP", ...more });
const order = (more) => new sms.SendSmsRequest({ phoneNumbers: "13800000001,13800000002", signName: "信访局", templateCode: "1005",
                                                 templateParam: JSON.stringify({ no: "O'Neil (李)*~ & 完" }), outId: "camp-42:batch-7", smsUpExtendCode: "07", ...more });

const client = client_of(key);
const sent = (await client.sendSms(order())).body;
expect("both are taken", sent.code === "OK" && sent.bizId.length > 3);
const individually = (await client.sendBatchSms(new sms.SendBatchSmsRequest({ phoneNumberJson: '["13800000003","13800000004"]', signNameJson: '["信访局","信访局"]',
  templateCode: "1002", templateParamJson: JSON.stringify([{ no: "O'Neil (李)*~" }, { no: "2" }]), outId: "camp-42:batch-8" }))).body;
expect("texts of their own are taken", individually.code === "OK");
expect("RPC v1 is taken too", (await client_of(key, { signatureAlgorithm: "v2" }).sendSms(order({ phoneNumbers: "13800000005" }))).body.code === "OK");
const day = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10).replaceAll("-", "");
const details = (await client.querySendDetails(new sms.QuerySendDetailsRequest({ phoneNumber: "13800000001", sendDate: day, pageSize: 10, currentPage: 1, bizId: sent.bizId }))).body;
const detail = details.smsSendDetailDTOs.smsSendDetailDTO;
expect("the details name our key", detail.length === 1 && detail[0].outId === "camp-42:batch-7" && detail[0].phoneNum === "13800000001");
expect("a refusal of the business is no exception", (await client.sendSms(order({ templateCode: "no such" }))).body.code === "isv.SMS_TEMPLATE_ILLEGAL");
const code = await client_of("wrong").sendSms(order()).then(() => "", (e) => e.code);
expect(`a wrong key is refused (${code})`, code.includes("SignatureDoesNotMatch"));
