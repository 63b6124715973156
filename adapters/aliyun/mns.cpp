#include "adapters/aliyun/mns.h"

#include <algorithm>
#include <pugixml.hpp>

#include "adapters/aliyun/sign.h"
#include "adapters/web.h"

namespace huiyin {
namespace {

constexpr int kBatch = 16;
constexpr std::string_view kNamespace = "http://mns.aliyuncs.com/doc/v1/";
constexpr std::ptrdiff_t kMostTags = 5'000;  // sixteen messages have some 350

pugi::xml_document parse(std::string_view xml) {
  if (std::count(xml.begin(), xml.end(), '<') > kMostTags) throw BadInput("xml", "has too many elements");
  pugi::xml_document document;
  if (!document.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8))
    throw BadInput("", "is not XML");
  return document;
}

MnsMessage read_message(const pugi::xml_node& node) {
  MnsMessage message{node.child_value("MessageId"), node.child_value("ReceiptHandle"),
                     node.child_value("MessageBody")};
  if (message.id.empty() || message.handle.empty())
    throw BadInput("Message", "has no id or no receipt handle");
  return message;
}

struct Text final : pugi::xml_writer {
  std::string text;
  void write(const void* data, std::size_t size) override {
    text.append(static_cast<const char*>(data), size);
  }
};

std::string handles_xml(const std::vector<std::string>& handles) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("ReceiptHandles");
  root.append_attribute("xmlns") = std::string(kNamespace).c_str();
  for (const std::string& handle : handles)
    root.append_child("ReceiptHandle").append_child(pugi::node_pcdata).set_value(handle.c_str());
  Text out;
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  return std::move(out.text);
}

}  // namespace

MnsQueue::MnsQueue(const Endpoint& endpoint, std::string name, int wait_seconds, Millis timeout)
    : url_(endpoint.url), name_(std::move(name)), wait_seconds_(wait_seconds), timeout_(timeout) {}

HttpCall MnsQueue::receive(const MnsToken& token, const Moment& m) const {
  HttpCall made = call("GET",
                       "/queues/" + name_ + "/messages?numOfMessages=" + std::to_string(kBatch) +
                           "&waitseconds=" + std::to_string(wait_seconds_),
                       "", token, m);
  made.timeout += std::chrono::seconds(wait_seconds_);
  return made;
}

HttpCall MnsQueue::erase(const MnsToken& token, const std::vector<std::string>& handles,
                         const Moment& m) const {
  return call("DELETE", "/queues/" + name_ + "/messages", handles_xml(handles), token, m);
}

HttpCall MnsQueue::call(std::string method, std::string resource, std::string body, const MnsToken& token,
                        const Moment& m) const {
  const MnsRequest request{method, resource, body, m.now};
  HttpCall made;
  made.headers = {{"date", to_http_date(m.now)},
                  {"x-mns-date", to_http_date(m.now)},
                  {"x-mns-version", std::string(kMnsVersion)},
                  {"security-token", token.token.reveal()}};
  if (method != "GET") {
    made.headers.emplace_back("content-type", kMnsContentType);
    made.headers.emplace_back("content-md5", mns_content_md5(body));
  }
  made.headers.emplace_back("authorization", mns_authorization(request, token.key_id, token.key));
  made.url = url_ + resource;
  made.timeout = timeout_;
  made.method = std::move(method);
  made.body = std::move(body);
  return made;
}

std::vector<MnsMessage> read_mns_messages(std::string_view xml) {
  const pugi::xml_document document = parse(xml);
  std::vector<MnsMessage> out;
  if (const pugi::xml_node one = document.child("Message")) return {read_message(one)};
  const pugi::xml_node list = document.child("Messages");
  if (!list) throw BadInput("", "has neither Message nor Messages");
  for (const pugi::xml_node& node : list.children("Message")) out.push_back(read_message(node));
  return out;
}

std::string mns_error_code(std::string_view xml) try {
  return parse(xml).child("Error").child_value("Code");
} catch (const BadInput&) {
  return {};
}

}  // namespace huiyin
