// Which column of an uploaded list is what: as arguments of commands, and shown with samples before anything
// is imported. Internal to the folder.
#pragma once
#include <string>

#include "daemon/base/json.h"
#include "daemon/campaign/list_layout.h"
#include "daemon/store/database.h"

namespace huiyin {

// A bare name: the file lies in the folder of uploads, and nowhere else; nobody else is importing it. Throws
// BadInput ("/import_file").
std::string import_file_at(Database& db, const Json& args, const std::string& dir);
// columns?: {number?, town?, language?, tags?: column}, fields?: {name: column}. Throws BadInput.
ColumnChoices choices_at(const Json& args);
// The layout of an uploaded file with those choices. Throws BadInput for what is no list.
ListLayout layout_at(const std::string& dir, const std::string& file, const std::string& region,
                     const ColumnChoices& choices);

// {charset, delimiter, header_line, columns: [{column, name, as, why, samples: [three, masked]}], usable,
// looked_at}: as: number, town, language, tags, field NAME or null. usable: of the lines looked at, how many
// have a number that gets text messages.
Result<std::string> preview_json(const std::string& dir, const std::string& file, const ListLayout& layout,
                                 const std::string& region);

}  // namespace huiyin
