-- The ledger. Portable SQL: SQLite first, PostgreSQL behind the same driver. Times are milliseconds UTC. Columns named
-- *_sealed are encrypted by people/vault; numbers and texts of persons stand nowhere else.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

-- Changes tell of themselves here, in their own transaction. Bus, SSE, audit and reports read it.
CREATE TABLE event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  time BIGINT NOT NULL,
  data TEXT NOT NULL);

CREATE TABLE carrier (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  number_hash BLOB NOT NULL UNIQUE,
  number_sealed BLOB NOT NULL);

CREATE TABLE body (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  content_sealed BLOB NOT NULL,
  parts INTEGER NOT NULL);

CREATE TABLE campaign (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  purpose INTEGER NOT NULL,
  body_id BIGINT NOT NULL REFERENCES body(id),
  state INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  not_after BIGINT NOT NULL,
  import_file TEXT NOT NULL,
  import_offset BIGINT NOT NULL,
  import_line BIGINT NOT NULL,
  lines_bad BIGINT NOT NULL,
  lines_doubled BIGINT NOT NULL);

CREATE TABLE campaign_line (
  campaign_id BIGINT NOT NULL REFERENCES campaign(id),
  line BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (campaign_id, line));

-- How many messages of a campaign are in a state. campaign 0: messages outside campaigns.
CREATE TABLE tally (
  campaign_id BIGINT NOT NULL,
  state INTEGER NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (campaign_id, state));

-- Lean on purpose: three or four row writes in a message's life.
CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  campaign_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  body_id BIGINT NOT NULL,
  state INTEGER NOT NULL,
  purpose INTEGER NOT NULL,
  lane INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  not_before BIGINT NOT NULL,
  not_after BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  attempt_id BIGINT,
  carrier_id BIGINT,
  carrier_ref TEXT,
  extension TEXT,
  reason TEXT);
CREATE INDEX message_queued ON message(campaign_id, lane, not_before, id) WHERE state = 0;
CREATE INDEX message_waiting ON message(attempt_id, person_id) WHERE state IN (1, 2, 10);
CREATE UNIQUE INDEX message_once ON message(campaign_id, person_id) WHERE campaign_id > 0;

-- The intent of one submit: written before the first byte leaves. items: message ids, 8 bytes each, big-endian.
-- results: one verdict a message once the answer is known (0 accepted, 1 not sent, 2 refused, 3 unknown).
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY,
  carrier_id BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  intent_at BIGINT NOT NULL,
  items BLOB NOT NULL,
  done_at BIGINT,
  results BLOB,
  fault TEXT);
CREATE INDEX attempt_open ON attempt(id) WHERE done_at IS NULL;

CREATE TABLE receipt_parked (
  id INTEGER PRIMARY KEY,
  carrier_id BIGINT NOT NULL,
  carrier_ref TEXT NOT NULL,
  attempt_id BIGINT,
  person_id BIGINT,
  state INTEGER NOT NULL,
  code TEXT NOT NULL,
  at BIGINT NOT NULL,
  parked_at BIGINT NOT NULL);
CREATE INDEX receipt_parked_ref ON receipt_parked(carrier_id, carrier_ref);

-- What a carrier handed over, as it came. state: 0 to be read, 1 read, 2 dead letter.
CREATE TABLE raw_inbound (
  id INTEGER PRIMARY KEY,
  carrier_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  hash BLOB NOT NULL,
  payload_sealed BLOB NOT NULL,
  state INTEGER NOT NULL,
  times BIGINT NOT NULL,
  error TEXT);
CREATE INDEX raw_inbound_unread ON raw_inbound(id) WHERE state = 0;
CREATE INDEX raw_inbound_dead ON raw_inbound(id) WHERE state = 2;
CREATE INDEX raw_inbound_hash ON raw_inbound(hash, received_at);

CREATE TABLE pull_cursor (
  carrier_id BIGINT NOT NULL,
  plan TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (carrier_id, plan));

-- One row for each thing a person said or each call: handed over twice, it counts once.
CREATE TABLE inbound_key (
  key BLOB PRIMARY KEY,
  raw_id BIGINT NOT NULL,
  times BIGINT NOT NULL);

-- Parts of long messages of which not all have come yet. Joined, or after a time recorded as incomplete, and removed.
CREATE TABLE inbound_part (
  carrier_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  reference BIGINT NOT NULL,
  total INTEGER NOT NULL,
  number INTEGER NOT NULL,
  extension TEXT NOT NULL,
  said_at BIGINT NOT NULL,
  kept_at BIGINT NOT NULL,
  raw_id BIGINT NOT NULL,
  text_sealed BLOB NOT NULL,
  PRIMARY KEY (carrier_id, person_id, reference, total, number));

CREATE TABLE intake (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  carrier_id BIGINT NOT NULL,
  person_id BIGINT,
  raw_id BIGINT NOT NULL,
  content_sealed BLOB NOT NULL,
  masked TEXT NOT NULL,
  reading TEXT NOT NULL);
CREATE TABLE intake_number (day TEXT PRIMARY KEY, last BIGINT NOT NULL);

-- state: see model/followup.h
CREATE TABLE followup (
  id INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL UNIQUE,
  person_id BIGINT NOT NULL,
  state INTEGER NOT NULL,
  extension TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  asked_at BIGINT,
  reminded INTEGER NOT NULL,
  clarified INTEGER NOT NULL,
  label TEXT,
  ended_at BIGINT);
CREATE INDEX followup_due ON followup(due_at) WHERE state IN (0, 1);
CREATE INDEX followup_open ON followup(person_id) WHERE state IN (0, 1);

-- Every reading of every answer; a change of mind keeps both.
CREATE TABLE followup_answer (
  id INTEGER PRIMARY KEY,
  followup_id BIGINT NOT NULL REFERENCES followup(id),
  at BIGINT NOT NULL,
  label TEXT NOT NULL,
  also TEXT NOT NULL,
  why TEXT NOT NULL,
  confidence TEXT NOT NULL,
  text_sealed BLOB NOT NULL);

CREATE TABLE followup_message (
  message_id BIGINT PRIMARY KEY,
  followup_id BIGINT NOT NULL REFERENCES followup(id),
  step TEXT NOT NULL);
CREATE INDEX followup_message_of ON followup_message(followup_id);

-- The newest word of a person on a purpose. scope: a purpose's name. state: 0 opted out, 1 opted in.
CREATE TABLE consent (
  person_id BIGINT NOT NULL,
  scope TEXT NOT NULL,
  state INTEGER NOT NULL,
  at BIGINT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (person_id, scope));

-- First answers to commands: a repeat returns the first.
CREATE TABLE command_key (
  key TEXT PRIMARY KEY,
  request_hash BLOB NOT NULL,
  answer TEXT NOT NULL,
  at BIGINT NOT NULL);

CREATE TABLE consumer (
  name TEXT PRIMARY KEY,
  topics TEXT NOT NULL,
  acked BIGINT NOT NULL,
  at BIGINT NOT NULL);

CREATE TABLE token (
  id TEXT PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT);
