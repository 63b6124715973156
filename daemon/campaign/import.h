// Importer: an uploaded list becomes the messages of its campaign, in pieces. Every line is accounted for: a
// message, a doubled number, or a rejected line with its reason; none blocks the rest. Store thread.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "daemon/people/vault.h"
#include "daemon/store/campaigns.h"

namespace huiyin {

struct TemplateRules;  // templates.h

struct ImportProgress {
  std::int64_t campaign = 0;
  std::int64_t bytes = 0, size = 0;  // read so far, of the file
  std::int64_t lines = 0, added = 0, bad = 0, doubled = 0;
  bool done = false;          // the campaign is ready, or has failed
  std::string failure;        // why it failed: the campaign is cancelled; empty otherwise
  std::string finished_file;  // to be removed once this is durable: it holds numbers in the clear
};

class Importer {
 public:
  struct Options {
    std::string dir;            // where uploads lie: state.dir/import
    std::string region = "CN";  // of numbers without a country code
    std::int64_t max_lines = 2'000'000;
    std::shared_ptr<const Vault> vault;
    std::shared_ptr<const TemplateRules> templates;  // null: campaigns of templates can't be imported
  };
  explicit Importer(Options options) : options_(std::move(options)) {}
  const Options& options() const { return options_; }

  // The next lines of a campaign that is importing, at most max_lines; the place in the file is saved with
  // the messages, so that after a crash it goes on where it was. At the end of the file the campaign becomes
  // ready (campaign.ready). A file that is gone, too long or no text cancels the campaign
  // (campaign.import_failed). An Error is for another try: the file could not be read just now.
  Result<ImportProgress> import_piece(Database& db, std::int64_t campaign_id, std::int64_t max_lines,
                                      TimePoint now) const;

  // Any thread. Removes a finished upload; missing is fine.
  void remove(const std::string& file) const;
  // Removes files that no importing campaign waits for and that nobody has written to for `unused_for`:
  // uploads whose campaign was never made, and lists of campaigns that were cancelled. Returns how many.
  int remove_unused(Database& db, std::chrono::seconds unused_for) const;

 private:
  Options options_;
};

}  // namespace huiyin
