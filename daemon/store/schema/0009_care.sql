-- What follows an intake record: how far it is, its clocks, answers to the person, pages when somebody may be in danger.

-- state: one of model/deadlines.h. A record without a row is "received". assignee: the account that may ask to unmask.
CREATE TABLE intake_progress (
  intake_id BIGINT PRIMARY KEY REFERENCES intake(id),
  state TEXT NOT NULL,
  at BIGINT NOT NULL,
  case_id TEXT NOT NULL,
  assignee TEXT NOT NULL);

CREATE TABLE intake_clock (
  id INTEGER PRIMARY KEY,
  intake_id BIGINT NOT NULL REFERENCES intake(id),
  rule_set TEXT NOT NULL,
  clock TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  provisional INTEGER NOT NULL,
  extended INTEGER NOT NULL,
  told INTEGER NOT NULL,
  next_at BIGINT,
  stopped_at BIGINT);
CREATE UNIQUE INDEX intake_clock_once ON intake_clock(intake_id, rule_set, clock) WHERE stopped_at IS NULL;
CREATE INDEX intake_clock_next ON intake_clock(next_at) WHERE stopped_at IS NULL AND next_at IS NOT NULL;


-- How often a number was heard and answered of late, so that two machines never talk to each other. Swept daily.
CREATE TABLE answer_guard (
  person_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  span BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (person_id, kind, span));
CREATE INDEX answer_guard_span ON answer_guard(span);

-- Persons who must not be called or written to as others are. hours: "" never, else a window of the day.
CREATE TABLE contact_rule (
  person_id BIGINT PRIMARY KEY,
  hours TEXT NOT NULL,
  at BIGINT NOT NULL,
  source TEXT NOT NULL);

-- Who is paged, level by level.
CREATE TABLE duty (
  id INTEGER PRIMARY KEY,
  level INTEGER NOT NULL,
  name TEXT NOT NULL,
  person_id BIGINT NOT NULL UNIQUE);

CREATE TABLE danger (
  id INTEGER PRIMARY KEY,
  intake_id BIGINT NOT NULL UNIQUE REFERENCES intake(id),
  raised_at BIGINT NOT NULL,
  level INTEGER NOT NULL,
  pages INTEGER NOT NULL,
  pages_of_level INTEGER NOT NULL,
  next_at BIGINT NOT NULL,
  acknowledged_at BIGINT,
  acknowledged_by TEXT);
CREATE INDEX danger_open ON danger(next_at) WHERE acknowledged_at IS NULL;

CREATE TABLE danger_page (
  message_id BIGINT PRIMARY KEY,
  danger_id BIGINT NOT NULL REFERENCES danger(id),
  page INTEGER NOT NULL,
  person_id BIGINT NOT NULL);
CREATE INDEX danger_page_of ON danger_page(danger_id, page);
