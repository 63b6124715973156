// Audience lists: filling one from an uploaded file, in pieces. The version that is in use stays so until the
// next one is whole. Store thread.
#pragma once
#include <memory>
#include <string>

#include "daemon/campaign/import.h"
#include "daemon/store/audience.h"

namespace huiyin {

// The next lines of a list that is importing, at most max_lines; the place in the file is saved with the
// members. At the end the new version is the one in use (list.ready); a file that is gone, too long or no
// text ends it (list.import_failed) and the version before stays. An Error is for another try.
// progress.campaign is 0.
Result<ImportProgress> import_list_piece(Database& db, const Importer::Options& options, std::int64_t list_id,
                                         std::int64_t max_lines, TimePoint now);
// Removes members that no version in use has, some at a time. True: there may be more.
bool forget_old_members(Database& db);

}  // namespace huiyin
