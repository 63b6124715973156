// The tables of what huiyinctl says; messages.cpp looks in them.
#pragma once
#include <span>
#include <string_view>
#include <utility>

#include "daemon/ctl/messages.h"

namespace huiyin {

struct MessageText {
  Msg id;
  std::string_view english, chinese;
};
using WordPair = std::pair<std::string_view, std::string_view>;  // English, Chinese

std::span<const MessageText> message_texts();
std::span<const WordPair> words_of_tell();    // states, plans, lists, costs
std::span<const WordPair> words_of_office();  // records, cases, the daemon

}  // namespace huiyin
