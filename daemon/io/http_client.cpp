#include "daemon/io/http_client.h"

#include <curl/curl.h>

#include "daemon/io/transfers.h"

namespace huiyin {
namespace {

HttpReply perform(const HttpCall& call, Transfer::Chunk chunk) {
  const EasyHandle handle;
  Transfer transfer(handle.get(), call, {}, std::move(chunk));
  if (transfer.refusal().empty()) return transfer.finish(curl_easy_perform(handle.get()));
  return transfer.abandon(transfer.refusal());
}

}  // namespace

HttpReply fetch_blocking(const HttpCall& call) {
  return perform(call, {});
}

HttpReply fetch_streaming(const HttpCall& call, const std::function<bool(std::string_view)>& chunk) {
  return perform(call, chunk);
}

}  // namespace huiyin
