#include "daemon/store/intake_reviews.h"

namespace huiyin {
namespace {

#define NEWEST_REVIEWS                                                                               \
  "FROM intake_review r JOIN (SELECT max(id) AS id FROM intake_review GROUP BY intake_id, field) n " \
  "ON n.id = r.id "

}  // namespace

void add_review(Database& db, const IntakeReview& review) {
  const std::int64_t id = db.insert(
      "INSERT INTO intake_review (intake_id, at, actor, field, suggested, value, stood) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
      {review.intake_id, val(review.at), std::string_view(review.actor), std::string_view(review.field),
       std::string_view(review.suggested), std::string_view(review.value), std::int64_t{review.stood}});
  for (const std::string& rule : review.rules)
    db.run("INSERT INTO intake_review_rule (review_id, rule) VALUES ($1, $2) ON CONFLICT DO NOTHING",
           {id, std::string_view(rule)});
}

void each_review(Database& db, std::int64_t intake_id,
                 const std::function<void(const IntakeReview&)>& review) {
  db.each(
      "SELECT at, actor, field, suggested, value, stood FROM intake_review WHERE intake_id = $1 ORDER BY id",
      {intake_id}, [&](const Row& r) {
        review({intake_id,
                from_ms(r.integer(0)),
                r.text(1),
                r.text(2),
                r.text(3),
                r.text(4),
                r.integer(5) != 0,
                {}});
      });
}

std::vector<RulePrecision> rule_precision(Database& db, TimePoint since) {
  std::vector<RulePrecision> out;
  const auto add = [&](const Row& r) { out.push_back({r.text(0), r.text(1), r.integer(2), r.integer(3)}); };
  db.each("SELECT r.field, '', count(*), sum(r.stood) " NEWEST_REVIEWS
          "WHERE r.at >= $1 GROUP BY r.field ORDER BY r.field",
          {val(since)}, add);
  db.each("SELECT r.field, u.rule, count(*), sum(r.stood) " NEWEST_REVIEWS
          "JOIN intake_review_rule u ON u.review_id = r.id WHERE r.at >= $1 "
          "GROUP BY r.field, u.rule ORDER BY r.field, u.rule",
          {val(since)}, add);
  return out;
}

}  // namespace huiyin
