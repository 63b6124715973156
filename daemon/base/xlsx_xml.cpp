#include "daemon/base/xlsx_xml.h"

#include <exception>

#include <expat.h>

namespace huiyin {

std::string_view XmlAttributes::get(std::string_view name) const {
  for (const char** p = pairs_; p != nullptr && *p != nullptr; p += 2)
    if (name == p[0]) return p[1];
  return {};
}

struct XmlStream::Impl {
  XML_Parser parser = XML_ParserCreate("UTF-8");
  XmlStream* owner = nullptr;
  bool failed = false;

  // Nothing may be thrown through the library's C code.
  template <typename F>
  void guarded(F&& f) {
    if (failed) return;
    try {
      f();
    } catch (const std::exception&) {
      fail();
    }
  }
  void fail() {
    failed = true;
    XML_StopParser(parser, XML_FALSE);
  }
  static void on_start(void* self, const XML_Char* name, const XML_Char** attributes) {
    auto* i = static_cast<Impl*>(self);
    i->guarded([&] {
      if (i->owner->start) i->owner->start(name, XmlAttributes(attributes));
    });
  }
  static void on_end(void* self, const XML_Char* name) {
    auto* i = static_cast<Impl*>(self);
    i->guarded([&] {
      if (i->owner->end) i->owner->end(name);
    });
  }
  static void on_text(void* self, const XML_Char* text, int size) {
    auto* i = static_cast<Impl*>(self);
    i->guarded([&] {
      if (i->owner->text) i->owner->text({text, static_cast<std::size_t>(size)});
    });
  }
  // No workbook has one; entities that unfold without end come by it.
  static void on_doctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    static_cast<Impl*>(self)->fail();
  }
};

XmlStream::XmlStream() : impl_(std::make_unique<Impl>()) {
  impl_->owner = this;
  XML_SetUserData(impl_->parser, impl_.get());
  XML_SetElementHandler(impl_->parser, Impl::on_start, Impl::on_end);
  XML_SetCharacterDataHandler(impl_->parser, Impl::on_text);
  XML_SetStartDoctypeDeclHandler(impl_->parser, Impl::on_doctype);
}

XmlStream::~XmlStream() {
  XML_ParserFree(impl_->parser);
}

bool XmlStream::feed(const char* bytes, std::size_t size, bool last) {
  return !impl_->failed &&
         XML_Parse(impl_->parser, bytes, static_cast<int>(size), last ? 1 : 0) == XML_STATUS_OK &&
         !impl_->failed;
}

void XmlStream::stop() {
  impl_->fail();
}

}  // namespace huiyin
