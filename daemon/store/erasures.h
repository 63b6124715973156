// Requests for erasure, what each round erased and kept, their certificates; and legal holds.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

enum class ErasureState { waiting = 0, running = 1, done = 2, refused = 3, kept = 4 };
std::string_view name_of(ErasureState s);

struct ErasureRow {
  std::int64_t id = 0;
  std::string public_id;  // "ER-000001"
  std::int64_t person_id = 0;
  std::string party, reason;
  TimePoint asked_at{};
  std::string asked_by, decided_by;
  ErasureState state = ErasureState::waiting;
  TimePoint due_at{};
  std::int64_t place = 0, after_id = 0;
};
// The row gets its ids.
void add_erasure(Database& db, ErasureRow* row);
void save_erasure(Database& db, const ErasureRow& row);
std::optional<ErasureRow> find_erasure(Database& db, std::string_view public_id);
std::optional<ErasureRow> unfinished_erasure_of(Database& db, std::int64_t person_id);
std::optional<ErasureRow> due_erasure(Database& db, TimePoint now);
std::vector<ErasureRow> list_erasures(Database& db, std::int64_t before, int limit);  // newest first

struct ErasureCount {
  std::string name;  // of the class
  std::int64_t erased = 0, kept = 0;
  TimePoint until{};  // of what is kept
};
void count_erasure(Database& db, std::int64_t erasure_id,
                   const ErasureCount& more);  // added up, the later until
std::vector<ErasureCount> erasure_counts(Database& db, std::int64_t erasure_id);
void forget_erasure_counts(Database& db, std::int64_t erasure_id);

struct ErasureCertificate {
  std::int64_t number = 0;
  TimePoint at{};
  std::string content, hash;
};
void add_certificate(Database& db, std::int64_t erasure_id, const ErasureCertificate& c);
std::vector<ErasureCertificate> certificates_of(Database& db, std::int64_t erasure_id);

struct LegalHold {
  std::string subject, reason;
  TimePoint at{};
  std::string actor;
};
void set_legal_hold(Database& db, const LegalHold& hold);
bool clear_legal_hold(Database& db, std::string_view subject);
std::vector<LegalHold> legal_holds(Database& db);

// The daily chore's place in a class.
std::int64_t retention_place(Database& db, std::string_view name);
void save_retention_place(Database& db, std::string_view name, std::int64_t after_id, std::int64_t erased);
void restart_retention(Database& db);  // what was passed over is looked at again

}  // namespace huiyin
