// The part of the registry and of HttpCarrier that is written by hand; carrier_kinds() is generated.
#include "adapters/http_carrier.h"
#include "adapters/registry.h"

namespace huiyin {

const CarrierKind* find_carrier_kind(std::string_view name) {
  for (const CarrierKind* kind : carrier_kinds())
    if (kind->name == name) return kind;
  return nullptr;
}

const std::string& CarrierSettings::text(std::string_view name) const {
  static const std::string absent;
  const auto found = texts_.find(name);
  return found == texts_.end() ? absent : found->second;
}

std::int64_t CarrierSettings::integer(std::string_view name) const {
  const auto found = integers_.find(name);
  return found == integers_.end() ? 0 : found->second;
}

const Secret& CarrierSettings::secret(std::string_view name) const {
  static const Secret absent;
  const auto found = secrets_.find(name);
  return found == secrets_.end() ? absent : found->second;
}

std::unique_ptr<Exchange> HttpCarrier::pull(std::string_view, std::string_view) const {
  return nullptr;
}

std::unique_ptr<Exchange> HttpCarrier::recover(std::string_view, std::string_view, TimePoint) const {
  return nullptr;
}

std::unique_ptr<InquiryExchange> HttpCarrier::inquire(const Inquiry&) const {
  return nullptr;
}

PushAnswer HttpCarrier::on_push(const PushRequest&) const {
  PushAnswer answer;
  answer.status = 404;
  answer.why = "this carrier does not push";
  return answer;
}

}  // namespace huiyin
