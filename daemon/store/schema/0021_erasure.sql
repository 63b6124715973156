-- Erasure: what is past its time, and what a person asks for.

-- Nothing of these is erased, by nobody, until the hold is taken off. subject: "intake/IN-…", "case/…".
CREATE TABLE legal_hold (
  subject TEXT PRIMARY KEY,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL);

-- A person's request. state: 0 waits for a second person, 1 being done, 2 done, 3 refused, 4 done but for what a rule
-- still keeps; due_at: when that is looked at again. place, after_id: how far the look through sealed payloads is.
CREATE TABLE erasure (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  person_id BIGINT NOT NULL,
  party TEXT NOT NULL,
  reason TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  state INTEGER NOT NULL,
  due_at BIGINT NOT NULL,
  place BIGINT NOT NULL,
  after_id BIGINT NOT NULL);
CREATE INDEX erasure_due ON erasure(due_at) WHERE state IN (1, 4);
-- What this round erased and what it kept, and until when.
CREATE TABLE erasure_count (
  erasure_id BIGINT NOT NULL REFERENCES erasure(id),
  class TEXT NOT NULL,
  erased BIGINT NOT NULL,
  kept BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  PRIMARY KEY (erasure_id, class));
-- One for each round that ended; the hash stands in the audit too.
CREATE TABLE erasure_certificate (
  erasure_id BIGINT NOT NULL REFERENCES erasure(id),
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  content TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (erasure_id, number));

-- How far the daily chore is with each class.
CREATE TABLE retention_run (
  class TEXT PRIMARY KEY,
  after_id BIGINT NOT NULL,
  erased BIGINT NOT NULL);

-- A text that others were sent too is not a person's own.
CREATE INDEX message_single_body ON message(body_id) WHERE campaign_id = 0;
CREATE INDEX intake_of_raw ON intake(raw_id);
