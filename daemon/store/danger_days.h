// Whether a person told of a danger lately. Asked of the intake records; nothing is kept about the person.
#pragma once
#include "daemon/store/database.h"

namespace huiyin {

bool told_of_danger(Database& db, std::int64_t person_id, TimePoint since);

}  // namespace huiyin
