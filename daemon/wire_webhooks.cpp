// Events posted to systems without ZeroMQ. Their secrets rest sealed by the vault.
#include "daemon/daemon_parts.h"

namespace huiyin {

SecretSeal Daemon::Parts::webhook_secrets() const {
  constexpr const char* kContext = "webhook";
  return {[v = vault](std::string_view plain) { return v->seal(plain, kContext); },
          [v = vault](std::string_view sealed) { return v->unseal(sealed, kContext); }};
}

WebhookRules Daemon::Parts::webhook_rules() const {
  WebhookRules r;
  r.tries = settings.webhook.tries;
  r.first_pause = settings.webhook.first_pause;
  r.longest_pause = settings.webhook.longest_pause;
  r.timeout = settings.webhook.timeout;
  return r;
}

void Daemon::Parts::make_webhooks() {
  webhooks = std::make_unique<Webhooks>(loop, *store, *reader, *clock, webhook_secrets(),
                                        "urn:huiyin:" + identity.instance, webhook_rules());
}

}  // namespace huiyin
