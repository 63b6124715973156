#include "adapters/signed_http/platform_call.h"

#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

std::string written(std::string_view utf8, Charset charset) {
  if (charset == Charset::utf8) return std::string(utf8);
  auto bytes = encode_from_utf8(utf8, charset);
  if (!bytes) throw BadInput("text", "has a character that the platform's charset lacks");
  return *std::move(bytes);
}

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

// One request in the making: values, then the body, then what may cover the body.
class PlatformWriter {
 public:
  PlatformWriter(const Platform& platform, const PlatformRequest& request, PlatformValues values)
      : platform_(platform), request_(request), values_(std::move(values)) {}

  HttpCall write(const PlatformAccount& account) {
    values_["path"] = request_.path;
    HttpCall call;
    values_["body"] = call.body = body();
    call.method = request_.method;
    call.url = account.endpoint.url + request_.path;
    const std::string query = joined(request_.query);
    if (!query.empty()) call.url += "?" + query;
    if (!request_.content_type.empty()) call.headers.emplace_back("Content-Type", request_.content_type);
    for (const PlatformField& f : request_.headers) call.headers.emplace_back(f.name, header_value(f));
    call.timeout = account.timeout;
    call.pinned_key = account.pinned_key;
    return call;
  }

 private:
  std::string fill(const FilledText& text) {
    return text.fill([this](const std::string& name) { return value(name); });
  }

  std::string value(const std::string& name) {
    if (const auto known = values_.find(name); known != values_.end()) return known->second;
    for (const PlatformSum& sum : platform_.sums)
      if (sum.name == name) return values_[name] = worked_out(sum);
    return {};  // a place that this request has no value for: empty, as platforms want unused fields
  }

  std::string worked_out(const PlatformSum& sum) {
    // A sum of sums may hold raw bytes; only text is rewritten.
    const std::string covered = fill(sum.of);
    const std::string bytes = is_utf8(covered) ? written(covered, sum.charset) : covered;
    const std::string raw =
        sum.key ? keyed_digest(sum.digest, fill(*sum.key), bytes) : plain_digest(sum.digest, bytes);
    return write_digest(sum.form, raw);
  }

  std::string header_value(const PlatformField& f) {
    std::string text = fill(f.value);
    for (char& c : text)
      if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    return text;
  }

  std::string joined(const std::vector<PlatformField>& fields) {
    std::string out;
    for (const PlatformField& f : fields) {
      const std::string text = fill(f.value);
      if (text.empty() && f.omit_empty) continue;
      out += (out.empty() ? "" : "&") + percent_encode(f.name) + "=" +
             percent_encode(written(text, platform_.charset));
    }
    return out;
  }

  std::string json() {
    JsonWriter w;
    w.object();
    for (const PlatformField& f : request_.fields) {
      const std::string text = fill(f.value);
      if (text.empty() && f.omit_empty) continue;
      if (f.as == PlatformField::As::text)
        w.field(f.name, text);
      else if (Json::try_parse(text).has_value())
        w.key(f.name).raw(text);
      else
        throw BadInput(f.name, "is no JSON value");
    }
    return written(w.end().take(), platform_.charset);
  }

  std::string xml() {
    std::string out = platform_.charset == Charset::utf8 ? R"(<?xml version="1.0" encoding="UTF-8"?>)"
                                                         : R"(<?xml version="1.0" encoding="GBK"?>)";
    out += "<" + request_.root + ">";
    for (const PlatformField& f : request_.fields) {
      const std::string text = fill(f.value);
      if (text.empty() && f.omit_empty) continue;
      out += "<" + f.name + ">" + xml_text(text) + "</" + f.name + ">";
    }
    return written(out + "</" + request_.root + ">", platform_.charset);
  }

  std::string body() {
    switch (request_.body) {
      case BodyForm::form:
        return joined(request_.fields);
      case BodyForm::json:
        return json();
      case BodyForm::base64_json:
        return to_base64(json());
      case BodyForm::xml:
        return xml();
      case BodyForm::none:
        return {};
    }
    return {};
  }

  const Platform& platform_;
  const PlatformRequest& request_;
  PlatformValues values_;
};

}  // namespace

PlatformValues values_of_moment(const Moment& m) {
  const std::string utc = to_compact_utc(m.now), beijing = digits_of(to_beijing_time(m.now));
  const std::string& n = m.nonce;
  PlatformValues values;
  values["unix_s"] = std::to_string(to_unix_seconds(m.now));
  values["unix_ms"] = std::to_string(to_ms(m.now));
  values["beijing"] = beijing;
  values["utc"] = utc;
  values["utc_digits"] = digits_of(utc);
  values["utc_date"] = utc.substr(0, 8);
  values["nonce"] = n;
  if (n.size() == 32)
    values["uuid"] = n.substr(0, 8) + "-" + n.substr(8, 4) + "-" + n.substr(12, 4) + "-" + n.substr(16, 4) +
                     "-" + n.substr(20);
  return values;
}

HttpCall platform_call(const Platform& platform, const PlatformRequest& request,
                       const PlatformAccount& account, PlatformValues values) {
  values.insert(account.values.begin(), account.values.end());
  return PlatformWriter(platform, request, std::move(values)).write(account);
}

}  // namespace huiyin
