-- What staff made of a suggestion: kept for ever, the newest of a record and field counts. right: the suggestion stood.
CREATE TABLE intake_review (
  id INTEGER PRIMARY KEY,
  intake_id BIGINT NOT NULL REFERENCES intake(id),
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  field TEXT NOT NULL,
  suggested TEXT NOT NULL,
  value TEXT NOT NULL,
  stood INTEGER NOT NULL);
CREATE INDEX intake_review_of ON intake_review(intake_id, field);
-- The rules that had spoken for the suggestion.
CREATE TABLE intake_review_rule (
  review_id BIGINT NOT NULL REFERENCES intake_review(id),
  rule TEXT NOT NULL,
  PRIMARY KEY (review_id, rule));
