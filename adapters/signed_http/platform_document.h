// What a platform answers or pushes (JSON, a form, XML; UTF-8 or GBK) as one JSON view, so that paths like
// "data.taskId" mean the same in all of them. An element with text is a string, one with children an object,
// children of one name a list. Pure functions; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/signed_http/platform.h"
#include "daemon/base/json.h"

namespace huiyin {

// Throws BadInput: not of that form, not of that charset, too many elements.
Json platform_document(std::string_view bytes, BodyForm form, Charset charset);

// The text or number at a path; empty where there is none.
std::string text_at(const Json& root, std::string_view path);
bool has_path(const Json& root, std::string_view path);
// Whether each of at least one item is an object with that member.
bool all_have(const std::vector<Json>& items, std::string_view member);
// The list at a path ("": the root). One object counts as a list of one, what is absent or null as an empty
// one.
std::vector<Json> list_at(const Json& root, std::string_view path);

}  // namespace huiyin
