#include "daemon/recover_list.h"

#include "daemon/people/directory.h"
#include "daemon/store/messages.h"

namespace huiyin {
namespace {

std::vector<std::string> numbers(Database& db, const Vault& vault, const std::vector<std::int64_t>& persons) {
  std::vector<std::string> out;
  for (const std::int64_t id : persons)
    if (auto n = number_of(db, vault, id); n && !n->empty() && n->front() == '+')
      out.push_back(std::move(*n));
  return out;
}

}  // namespace

Puller::RecoverList make_recover_list(std::shared_ptr<const Vault> vault) {
  return [vault = std::move(vault)](Database& db, std::int64_t carrier_id, std::string_view plan,
                                    TimePoint since, int limit) {
    return numbers(db, *vault,
                   plan == "status" ? persons_without_receipt(db, carrier_id, since, limit)
                                    : persons_who_may_answer(db, carrier_id, since, limit));
  };
}

}  // namespace huiyin
