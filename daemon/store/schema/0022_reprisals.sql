-- Records that tell of pressure, threats or punishment for having complained, and who is told of them. No unit reads this.

-- units: how the post's own units are called in texts, one a line: who stands in one of them is not told of a record that
-- names it.
CREATE TABLE guardian (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  units TEXT NOT NULL,
  person_id BIGINT NOT NULL UNIQUE);

-- why: JSON array of reasons, masked. told: times that guardians were told.
CREATE TABLE reprisal (
  id INTEGER PRIMARY KEY,
  intake_id BIGINT NOT NULL UNIQUE REFERENCES intake(id),
  raised_at BIGINT NOT NULL,
  why TEXT NOT NULL,
  told BIGINT NOT NULL,
  next_at BIGINT,
  taken_at BIGINT,
  taken_by TEXT,
  note TEXT);
CREATE INDEX reprisal_open ON reprisal(next_at) WHERE taken_at IS NULL AND next_at IS NOT NULL;
