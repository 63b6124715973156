#include <cassert>
#include <cmath>
#include <cstring>
#include <vector>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "daemon/base/json.h"
#include "daemon/base/text.h"

namespace huiyin {

namespace {

// RawValue of Debian's rapidjson copies byte by byte; the bus passes megabytes through it.
class QuickWriter : public rapidjson::Writer<rapidjson::StringBuffer> {
 public:
  using Writer::Writer;
  void raw(std::string_view json) {
    Prefix(rapidjson::kNumberType);
    std::memcpy(os_->Push(json.size()), json.data(), json.size());
    EndValue(true);
  }
};

}  // namespace

struct JsonWriter::Impl {
  rapidjson::StringBuffer buffer;
  QuickWriter writer{buffer};
  std::vector<char> open;  // 'o' or 'a', innermost last

  void string(std::string_view s, bool is_key) {
    if (!is_utf8(s)) return string(from_utf32(to_utf32(s)), is_key);
    const char* data = s.empty() ? "" : s.data();
    const auto size = static_cast<rapidjson::SizeType>(s.size());
    is_key ? writer.Key(data, size) : writer.String(data, size);
  }
};

JsonWriter::JsonWriter() : impl_(std::make_unique<Impl>()) {}
JsonWriter::~JsonWriter() = default;

JsonWriter& JsonWriter::object() {
  impl_->writer.StartObject();
  impl_->open.push_back('o');
  return *this;
}

JsonWriter& JsonWriter::array() {
  impl_->writer.StartArray();
  impl_->open.push_back('a');
  return *this;
}

JsonWriter& JsonWriter::end() {
  assert(!impl_->open.empty());
  impl_->open.back() == 'o' ? impl_->writer.EndObject() : impl_->writer.EndArray();
  impl_->open.pop_back();
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  impl_->string(name, true);
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  impl_->string(text, false);
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  impl_->writer.Int64(number);
  return *this;
}

JsonWriter& JsonWriter::value(std::uint64_t number) {
  impl_->writer.Uint64(number);
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  std::isfinite(number) ? impl_->writer.Double(number) : impl_->writer.Null();
  return *this;
}

JsonWriter& JsonWriter::value(bool flag) {
  impl_->writer.Bool(flag);
  return *this;
}

JsonWriter& JsonWriter::null() {
  impl_->writer.Null();
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  impl_->writer.raw(json);
  return *this;
}

std::string JsonWriter::take() {
  assert(impl_->writer.IsComplete());
  std::string out(impl_->buffer.GetString(), impl_->buffer.GetSize());
  impl_->buffer.Clear();
  impl_->writer.Reset(impl_->buffer);
  return out;
}

}  // namespace huiyin
