// Submitter: carries claimed batches over links that stay open, and their outcomes back. Net role.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "adapters/message.h"

namespace huiyin {

class Submitter {
 public:
  virtual ~Submitter() = default;
  // Worth claiming for: some link is up.
  virtual bool is_up() const = 0;
  // How many batches it takes now.
  virtual int room() const = 0;
  // One outcome for each of batch.to, in order. REQUIRES: room() > 0.
  using Done = std::function<void(std::vector<Outcome>)>;
  virtual void submit(const SubmitBatch& batch, Done done) = 0;
  // What was taken and has not left comes back as not_sent, at once.
  virtual void halt() = 0;
  // cannot_tell where no link can ask now.
  virtual void inquire(const Inquiry& inquiry, std::function<void(Found)> done) = 0;
  // done: whether the carrier took the whole message back. False: no link can ask now, done is not called.
  using Withdrawn = std::function<void(bool withdrawn, const std::string& code)>;
  virtual bool cancel(const std::string& carrier_id, const Recipient& to, Withdrawn done) = 0;
  // Set before start: room() or is_up() may have changed.
  std::function<void()> changed;
  // Set before start: the answer came after the outcome `unknown` was told.
  std::function<void(const std::string& batch_key, const std::string& recipient_key, Outcome)> answered_late;
};

}  // namespace huiyin
