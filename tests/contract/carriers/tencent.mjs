// The official SDK against the simulator's Tencent face.
import sdk from "tencentcloud-sdk-nodejs-sms";
import { endpoint, expect, id, key, refused } from "./common.mjs";

const client_of = (secretKey, signMethod = "TC3-HMAC-SHA256") => new sdk.sms.v20210111.Client({
  credential: { secretId: id, secretKey }, region: "ap-guangzhou", profile: { signMethod, httpProfile: { protocol: "http://", endpoint } } });

const client = client_of(key);
const order = { PhoneNumberSet: ["+8613800000001", "+8613800000002"], SmsSdkAppId: "1400006666", TemplateId: "1005", SignName: "信访局",
                TemplateParamSet: ["0042"], ExtendCode: "07", SessionContext: "camp-42:batch-7" };
const sent = await client.SendSms(order);
expect("each number has its own answer", sent.SendStatusSet.length === 2 && sent.SendStatusSet.every((s) => s.Code === "Ok" && s.SerialNo && s.SessionContext === "camp-42:batch-7"));
expect("the older signature is taken too", (await client_of(key, "HmacSHA256").SendSms({ ...order, PhoneNumberSet: ["+8613800000003"] })).SendStatusSet[0].Code === "Ok");
const listed = await client.DescribeSendRecordList({ PhoneNumber: "+8613800000001", SmsSdkAppId: "1400006666", BeginTime: Math.floor(Date.now() / 1000) - 3600, Limit: 50, Offset: 0 });
expect("the record is listed", listed.SendRecordSet.length === 1 && listed.SendRecordSet[0].SerialNo === sent.SendStatusSet[0].SerialNo);
const statuses = [];
for (let i = 0; i < 100 && statuses.length < 3; ++i) {
  statuses.push(...(await client.PullSmsSendStatus({ Limit: 100, SmsSdkAppId: "1400006666" })).PullSmsSendStatusSet);
  await new Promise((done) => setTimeout(done, 50));
}
expect("each receipt comes once", statuses.length === 3 && new Set(statuses.map((s) => s.SerialNo)).size === 3);
const wrong = client_of("wrong");
expect("a wrong key is refused", await refused(wrong.SendSms(order), (e) => e.code === "AuthFailure.SignatureFailure"));
