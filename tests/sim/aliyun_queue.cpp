// Alibaba's queues (MNS): long poll, lease, delete. What is not deleted comes again.
#include <algorithm>

#include "daemon/base/bytes.h"
#include "daemon/base/text.h"
#include "tests/sim/digest.h"
#include "tests/sim/faces.h"
#include "tests/sim/verify_clouds.h"

namespace huiyin::sim {
namespace {

constexpr std::int64_t kHiddenMs = 5'000;  // real ones: 30 s and more
constexpr std::size_t kMost = 16;
constexpr const char* kHead = R"(<?xml version="1.0" encoding="UTF-8"?>)";
constexpr const char* kSpace = R"( xmlns="http://mns.aliyuncs.com/doc/v1/")";

Answer xml(int status, std::string body) {
  return {status, std::string(kHead) + std::move(body), "text/xml;charset=utf-8"};
}

Answer error(const std::string& code, int status) {
  return xml(status,
             "<Error" + std::string(kSpace) + "><Code>" + code +
                 "</Code><Message>by the "
                 "simulator</Message><RequestId>R</RequestId><HostId>http://127.0.0.1</HostId></Error>");
}

std::string domestic(const std::string& number) {
  return number.substr(number.starts_with("+86") ? 3 : 1);
}

std::string report_of(const ReceiptView& r) {
  JsonWriter w;
  w.object()
      .field("phone_number", domestic(r.number))
      .field("success", r.delivered)
      .field("biz_id", r.batch_id);
  w.field("out_id", r.session_context)
      .field("report_time", beijing_time(r.at))
      .field("send_time", beijing_time(r.at));
  w.field("err_code", r.delivered ? "DELIVERED" : r.status)
      .field("err_msg", "by the simulator")
      .field("sms_size", "1");
  return w.end().take();
}

std::string reply_of(const InboundView& i) {
  JsonWriter w;
  w.object().field("dest_code", i.extend).field("send_time", beijing_time(i.at)).field("sequence_id", i.seq);
  w.field("phone_number", domestic(i.number)).field("content", i.text).field("sign_name", i.signature);
  return w.end().take();
}

std::string message_xml(const std::string& id, const std::string& body, std::int64_t now) {
  std::string digest = to_hex(own_md5(body));
  for (char& c : digest)
    if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  const std::string ms = std::to_string(now);
  return "<Message><MessageId>" + id + "</MessageId><ReceiptHandle>" + id +
         "==</ReceiptHandle><MessageBodyMD5>" + digest + "</MessageBodyMD5><MessageBody>" + to_base64(body) +
         "</MessageBody><EnqueueTime>" + ms + "</EnqueueTime><NextVisibleTime>" + ms +
         "</NextVisibleTime><FirstDequeueTime>" + ms +
         "</FirstDequeueTime><DequeueCount>1</DequeueCount><Priority>8</Priority></Message>";
}

// Every value between <ReceiptHandle> and its end.
std::vector<std::string> handles_in(std::string_view body) {
  constexpr std::string_view kOpen = "<ReceiptHandle>", kClose = "</ReceiptHandle>";
  std::vector<std::string> out;
  for (std::size_t at = body.find(kOpen); at != std::string_view::npos; at = body.find(kOpen, at + 1)) {
    const std::size_t begin = at + kOpen.size(), end = body.find(kClose, begin);
    if (end == std::string_view::npos) break;
    out.emplace_back(body.substr(begin, end - begin));
  }
  return out;
}

}  // namespace

Answer AliyunFace::queue(const Request& request) {
  constexpr std::string_view kTail = "/messages";
  Keys keys;
  for (const auto& [id, key] : world_.options.keys) keys["STS." + id] = "mns-" + key;
  const SignatureCheck signed_by = verify_mns(request, keys, world_.time.now());
  if (signed_by.fault != AuthFault::none || request.header("security-token") != "sim-mns-token") {
    count_signature_failure(&world_, signed_by.fault);
    return error(signed_by.fault == AuthFault::mismatch ? "SignatureDoesNotMatch" : "AccessDenied", 403);
  }
  const std::size_t end = request.path.rfind(kTail);
  if (end == std::string::npos || end < 8) return error("InvalidArgument", 400);
  const std::string name = request.path.substr(8, end - 8), account = signed_by.secret_id.substr(4);
  if (!name.ends_with("-SmsUp") && !name.ends_with("-SmsReport")) return error("QueueNotExist", 404);
  const Headers fields = parse_query(request.query);
  return run_with_faults(
      &world_, request.method == "GET" ? "aliyun.receive" : "aliyun.delete",
      [&](const FaceRun&) {
        return request.method == "GET" ? receive(name, account, fields) : erase(name, request, fields);
      },
      [](const std::string& code) { return error(code, 403); });
}

void AliyunFace::fill(const std::string& name, const std::string& account) {
  Queue& queue = queues_[name];
  const auto add = [&](std::string body) {
    const std::string id = "M" + std::to_string(next_message_++);
    queue.leases[id] = {id, std::move(body), 0};
  };
  if (name.ends_with("-SmsUp")) {
    for (const InboundView& i : world_.ledger.take_inbound(account, kMost, false)) add(reply_of(i));
  } else {
    for (const ReceiptView& r : world_.ledger.take_receipts(account, kMost, false)) add(report_of(r));
  }
}

Answer AliyunFace::receive(const std::string& name, const std::string& account, const Headers& fields) {
  const bool single = field_of(fields, "numOfMessages").empty();
  const std::size_t most =
      std::min(kMost, std::max<std::size_t>(1, std::stoul("0" + field_of(fields, "numOfMessages"))));
  const auto begun = std::chrono::steady_clock::now();
  const std::chrono::seconds wait(std::min(30UL, std::stoul("0" + field_of(fields, "waitseconds"))));
  while (true) {
    std::string out;
    {
      const Lock lock(mutex_);
      const std::int64_t now = world_.time.progress_ms();
      fill(name, account);
      std::size_t n = 0;
      for (auto& [id, lease] : queues_[name].leases) {
        if (n == most || lease.hidden_until > now) continue;
        lease.hidden_until = now + kHiddenMs;
        ++n;
        out += message_xml(lease.id, lease.body, now);
      }
    }
    if (!out.empty() && single) return xml(200, "<Message" + std::string(kSpace) + out.substr(8));
    if (!out.empty()) return xml(200, "<Messages" + std::string(kSpace) + ">" + out + "</Messages>");
    if (std::chrono::steady_clock::now() - begun >= wait) return error("MessageNotExist", 404);
    world_.pauses.sleep(20);
  }
}

Answer AliyunFace::erase(const std::string& name, const Request& request, const Headers& fields) {
  std::vector<std::string> handles = handles_in(request.body);
  if (handles.empty()) handles = {field_of(fields, "ReceiptHandle")};
  const Lock lock(mutex_);
  for (const std::string& handle : handles)
    if (!handle.ends_with("==") || queues_[name].leases.erase(handle.substr(0, handle.size() - 2)) == 0)
      return error("ReceiptHandleError", 400);
  return {204, "", "text/xml"};
}

}  // namespace huiyin::sim
