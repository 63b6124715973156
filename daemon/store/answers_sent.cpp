#include "daemon/store/answers_sent.h"

namespace huiyin {

void add_answer_sent(Database& db, const AnswerSent& a) {
  db.run("INSERT INTO answer_sent (intake_id, kind, why, message_id, at) VALUES ($1, $2, $3, $4, $5)",
         {a.intake_id, std::string_view(a.kind), std::string_view(a.why), a.message_id, val(a.at)});
}

std::vector<AnswerSent> list_answers_sent(Database& db, std::string_view public_id, std::int64_t before,
                                          int limit) {
  std::vector<AnswerSent> out;
  db.each(
      "SELECT a.id, a.intake_id, i.public_id, a.kind, a.why, a.message_id, i.received_at, a.at, m.state, "
      "m.changed_at "
      "FROM answer_sent a JOIN intake i ON i.id = a.intake_id LEFT JOIN message m ON m.id = a.message_id "
      "WHERE a.id < $1 AND ($2 = '' OR i.public_id = $2) ORDER BY a.id DESC LIMIT $3",
      {before > 0 ? before : INT64_MAX, public_id, std::int64_t{limit}}, [&](const Row& r) {
        AnswerSent a{
            r.integer(0),          r.integer(1),         r.text(2), r.text(3), r.text(4), r.integer(5),
            from_ms(r.integer(6)), from_ms(r.integer(7))};
        a.state = static_cast<MessageState>(r.integer(8));
        a.changed_at = from_ms(r.integer(9));
        out.push_back(std::move(a));
      });
  return out;
}

}  // namespace huiyin
