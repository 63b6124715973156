#include "daemon/bus/remote_door.h"

#include "daemon/base/log.h"
#include "daemon/base/metrics.h"
#include "daemon/bus/bus_views.h"
#include "daemon/bus/topics.h"

namespace huiyin {
namespace {

constexpr Millis kLogPause{10'000};
// ZAP 1.0 (rfc.zeromq.org/spec/27): the frames of a request.
enum ZapFrame { kVersion, kRequestId, kDomain, kAddress, kIdentity, kMechanism, kCredentials };

BusOptions server_options(const std::string& secret, const ServiceLimits& limits) {
  BusOptions o;
  o.curve_secret = secret;
  o.max_message_bytes = limits.request_bytes;
  o.linger_ms = 0;
  return o;
}

}  // namespace

RemoteDoor::RemoteDoor(BusContext& context, const Options& options, Database& reader, const Clock& clock,
                       const ServiceLimits& limits)
    : context_(context), options_(options), reader_(reader), clock_(clock), limits_(limits) {
  if (configured()) book_.load(reader_, clock_.now());
}

BusService::Rights RemoteDoor::rights() {
  return [this](const std::string& user) { return book_.of_name(user); };
}

void RemoteDoor::keys_changed() {
  if (!configured()) return;
  to_reopen_ = book_.load(reader_, clock_.now()) || to_reopen_;
}

Millis RemoteDoor::tick(BusService& service) {
  if (!configured()) return Millis(1'000);
  if (book_.any_ended(clock_.now())) keys_changed();
  if (stream_ && (to_reopen_ || book_.empty())) close(service);
  to_reopen_ = false;
  if (!stream_ && !book_.empty() && Steady::now() >= next_try_) {
    if (auto opened = open(service); !opened) {
      close(service);
      next_try_ = Steady::now() + Millis(100);
      // The port is free a moment after the sockets before have gone.
      if (++failures_ % 50 == 3) log_error("bus.remote.failed", opened.error().text());
    }
  }
  if (zap_) answer_zap();
  if (stream_) take_subscriptions();
  return stream_ || book_.empty() ? Millis(1'000) : Millis(100);
}

Result<void> RemoteDoor::open(BusService& service) {
  if (!zap_) {
    zap_ = std::make_unique<BusSocket>(context_.open(BusKind::rep));
    if (auto bound = zap_->bind(BusContext::kZapEndpoint); !bound) {
      zap_.reset();
      return bound;
    }
  }
  BusOptions o = server_options(options_.secret_key, limits_);
  stream_ = std::make_unique<BusSocket>(context_.open(BusKind::xpub, o));
  o.send_high_water = static_cast<int>(limits_.unread_answers);
  service_ = std::make_unique<BusSocket>(context_.open(BusKind::router, o));
  if (auto bound = stream_->bind(options_.stream); !bound) return bound;
  if (auto bound = service_->bind(options_.service); !bound) return bound;
  service.use(service_.get());
  failures_ = 0;
  log_info("bus.remote.open", "clients with a key may come by tcp",
           {{"stream", stream_->bound_endpoint()}, {"service", service_->bound_endpoint()}});
  return {};
}

void RemoteDoor::close(BusService& service) {
  service.use(nullptr);
  stream_.reset();
  service_.reset();
  next_try_ = Steady::now();
}

void RemoteDoor::add_sockets(std::vector<BusSocket*>* all) const {
  for (BusSocket* s : {zap_.get(), stream_.get(), service_.get()})
    if (s != nullptr) all->push_back(s);
}

void RemoteDoor::answer_zap() {
  Frames q;
  while (zap_->receive(&q)) {
    std::shared_ptr<const BusClient> client;
    if (q.size() == kCredentials + 1 && q[kVersion] == "1.0" && q[kMechanism] == "CURVE") {
      const std::string key = curve_text(q[kCredentials]);
      client = book_.of_key(key);
      if (client == nullptr) log_refused(q[kAddress], key);
    }
    const std::string id = q.size() > kRequestId ? q[kRequestId] : "";
    if (client != nullptr)
      zap_->send({"1.0", id, "200", "OK", client->name, ""});
    else
      zap_->send({"1.0", id, "400", "unknown key", "", ""});
  }
}

void RemoteDoor::log_refused(const std::string& address, const std::string& key) {
  static Counter& refused =
      counter("huiyin_bus_clients_refused_total", "Connections refused for an unknown key");
  refused.add();
  ++refused_;
  if (refused_told_ + kLogPause > Steady::now() && refused_told_ != Steady::time_point{}) return;
  log_warn("bus.client.refused", "a connection with an unknown key was refused",
           {{"address", address}, {"key_fingerprint", key_fingerprint(key)}, {"times", refused_}});
  refused_ = 0;
  refused_told_ = Steady::now();
}

void RemoteDoor::take_subscriptions() {
  Frames frames;
  std::string user;
  while (stream_->receive(&frames, &user)) {
    const auto client = book_.of_name(user);
    if (frames.size() != 1 || frames[0].empty() || frames[0].size() > 101 || client == nullptr) continue;
    const std::string topic = frames[0].substr(1);
    Prefixes allowed = client->topics;
    allowed.emplace_back("heartbeat");
    const bool wanted = frames[0][0] == 1;
    for (const std::string& prefix : narrowed({topic}, allowed))
      if (wanted)
        stream_->admit(prefix);
      else if (frames[0][0] == 0 && prefix == topic)
        stream_->dismiss(prefix);
  }
}

}  // namespace huiyin
