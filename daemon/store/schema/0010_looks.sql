-- Who did, looked at and erased what: a chain of hashes, only ever added to. See store/audit.h.
CREATE TABLE audit (
  seq BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash BLOB NOT NULL);
CREATE INDEX audit_subject ON audit(subject, seq) WHERE subject <> '';

-- state: 0 waits for a second person, 1 open, 2 refused, 3 ended.
CREATE TABLE look_grant (
  id INTEGER PRIMARY KEY,
  intake_id BIGINT NOT NULL REFERENCES intake(id),
  asker TEXT NOT NULL,
  reason TEXT NOT NULL,
  shows_text INTEGER NOT NULL,
  shows_number INTEGER NOT NULL,
  state INTEGER NOT NULL,
  second_needed INTEGER NOT NULL,
  emergency INTEGER NOT NULL,
  decider TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  length BIGINT NOT NULL,
  until_at BIGINT);

-- Every single look.
CREATE TABLE look (
  id INTEGER PRIMARY KEY,
  grant_id BIGINT NOT NULL REFERENCES look_grant(id),
  intake_id BIGINT NOT NULL,
  actor TEXT NOT NULL,
  at BIGINT NOT NULL);
CREATE INDEX look_of_actor ON look(actor, at);
CREATE INDEX look_of_intake ON look(intake_id);

-- Packages without identity for handling units; the id is the mark in their text.
CREATE TABLE handover (
  id INTEGER PRIMARY KEY,
  intake_id BIGINT NOT NULL REFERENCES intake(id),
  unit TEXT NOT NULL,
  actor TEXT NOT NULL,
  at BIGINT NOT NULL);

-- What a machine answered to persons, and why it kept silent.
CREATE TABLE answer_sent (
  id INTEGER PRIMARY KEY,
  intake_id BIGINT NOT NULL REFERENCES intake(id),
  kind TEXT NOT NULL,
  why TEXT NOT NULL,
  message_id BIGINT NOT NULL,
  at BIGINT NOT NULL);
CREATE INDEX answer_sent_of ON answer_sent(intake_id);
