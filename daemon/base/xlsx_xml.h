// A stream of XML through expat: handlers of one document. Private to the reader of workbooks.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace huiyin {

// Attributes of one element.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  std::string_view get(std::string_view name) const;  // "" where missing

 private:
  const char** pairs_;
};

class XmlStream {
 public:
  std::function<void(std::string_view name, const XmlAttributes& attributes)> start;
  std::function<void(std::string_view name)> end;
  std::function<void(std::string_view text)> text;  // in pieces

  XmlStream();
  ~XmlStream();
  // False when it is no XML, has a document type, or a handler threw or stopped it.
  bool feed(const char* bytes, std::size_t size, bool last);
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace huiyin
