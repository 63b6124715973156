-- Follow-ups that stand up to audit. What a question was asked with; rounds: a case opened again and closed again is
-- asked again, and its earlier rating stays on record.
ALTER TABLE followup ADD COLUMN survey TEXT NOT NULL DEFAULT 'standard';
ALTER TABLE followup ADD COLUMN survey_version TEXT NOT NULL DEFAULT '1';
ALTER TABLE followup ADD COLUMN round INTEGER NOT NULL DEFAULT 1;
-- 1: the case was opened again after its question had ended.
ALTER TABLE followup ADD COLUMN reopened INTEGER NOT NULL DEFAULT 0;

-- channel: "sms", "voice", "human" (decided by one). flags: JSON list. code: the digit a bare code consists of. actor:
-- who entered it, where no machine read it.
ALTER TABLE followup_answer ADD COLUMN channel TEXT NOT NULL DEFAULT 'sms';
ALTER TABLE followup_answer ADD COLUMN flags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE followup_answer ADD COLUMN code INTEGER;
ALTER TABLE followup_answer ADD COLUMN actor TEXT NOT NULL DEFAULT '';
CREATE INDEX followup_answer_of ON followup_answer(followup_id);

-- The surveys that were ever in force. digest: of all that a question and the reading of its answers depend on.
CREATE TABLE survey_version (
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  digest TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (name, version));

-- Staff is talking with the person: no question, reminder or clarification leaves until then.
CREATE TABLE followup_hold (
  person_id BIGINT PRIMARY KEY,
  until BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL);

-- What became of every question, step by step: only ever added to. Figures as of a day are folded from here; no person
-- and no text stands in it.
CREATE TABLE followup_history (
  id INTEGER PRIMARY KEY,
  followup_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  what TEXT NOT NULL,
  state INTEGER NOT NULL,
  label TEXT NOT NULL,
  reason TEXT NOT NULL,
  channel TEXT NOT NULL,
  flags TEXT NOT NULL,
  survey TEXT NOT NULL,
  survey_version TEXT NOT NULL,
  round INTEGER NOT NULL,
  answered_at BIGINT NOT NULL,
  unit TEXT NOT NULL,
  town TEXT NOT NULL,
  category TEXT NOT NULL);
CREATE INDEX followup_history_at ON followup_history(at);

-- What the case system told of its cases: only ever added to. step: "registered", "accepted", "informed", "extended",
-- "closed", "withdrawn". Due: the end of the last day on which it is in time.
CREATE TABLE case_step (
  id INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  step TEXT NOT NULL,
  happened_at BIGINT NOT NULL,
  accept_due BIGINT,
  close_due BIGINT,
  unit TEXT NOT NULL,
  town TEXT NOT NULL,
  category TEXT NOT NULL,
  actor TEXT NOT NULL);
CREATE INDEX case_step_at ON case_step(at);

-- Who is dissatisfied waits for a human who is not of the handling unit. state: 0 open, 1 taken, 2 spoken with, 3 done.
CREATE TABLE dissatisfied (
  id INTEGER PRIMARY KEY,
  followup_id BIGINT NOT NULL REFERENCES followup(id),
  channel TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  review_by BIGINT NOT NULL,
  state INTEGER NOT NULL,
  taken_unit TEXT NOT NULL,
  taken_by TEXT NOT NULL,
  contacted_at BIGINT,
  done_at BIGINT,
  outcome TEXT NOT NULL,
  overdue_told INTEGER NOT NULL);
CREATE INDEX dissatisfied_open ON dissatisfied(due_at) WHERE state < 3;
CREATE INDEX dissatisfied_of ON dissatisfied(followup_id);
CREATE TABLE dissatisfied_step (
  id INTEGER PRIMARY KEY,
  item_id BIGINT NOT NULL REFERENCES dissatisfied(id),
  at BIGINT NOT NULL,
  step TEXT NOT NULL,
  how TEXT NOT NULL,
  unit TEXT NOT NULL,
  actor TEXT NOT NULL,
  note_sealed BLOB NOT NULL);
CREATE INDEX dissatisfied_step_of ON dissatisfied_step(item_id);

-- Numbers of the office's own and the units' staff, hashed as persons' are.
CREATE TABLE staff_number (
  number_hash BLOB PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL);

-- Call-backs by voice. The seed's hash is published before the period ends, the seed when the calls are over.
CREATE TABLE voice_sample (
  id INTEGER PRIMARY KEY,
  period_from BIGINT NOT NULL,
  period_to BIGINT NOT NULL,
  seed_hash TEXT NOT NULL,
  seed_sealed BLOB NOT NULL,
  committed_at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  drawn_at BIGINT,
  raters INTEGER NOT NULL,
  silent INTEGER NOT NULL,
  frame BIGINT NOT NULL,
  revealed_at BIGINT,
  seed TEXT NOT NULL);
-- stratum: "rated", "silent". state: 0 to be called, 1 over.
CREATE TABLE voice_call (
  id INTEGER PRIMARY KEY,
  sample_id BIGINT NOT NULL REFERENCES voice_sample(id),
  followup_id BIGINT NOT NULL REFERENCES followup(id),
  stratum TEXT NOT NULL,
  digest TEXT NOT NULL,
  sms_label TEXT NOT NULL,
  state INTEGER NOT NULL,
  result TEXT NOT NULL,
  done_at BIGINT,
  UNIQUE (sample_id, followup_id));
CREATE TABLE voice_try (
  id INTEGER PRIMARY KEY,
  call_id BIGINT NOT NULL REFERENCES voice_call(id),
  at BIGINT NOT NULL,
  result TEXT NOT NULL,
  unit TEXT NOT NULL,
  actor TEXT NOT NULL,
  note_sealed BLOB NOT NULL);
CREATE INDEX voice_try_of ON voice_try(call_id);

CREATE INDEX intake_of_person ON intake(person_id, received_at);

-- Questions of before this schema: one row each, as they stand.
INSERT INTO followup_history (followup_id, at, what, state, label, reason, channel, flags, survey, survey_version, round,
                              answered_at, unit, town, category)
  SELECT id, answered_at, 'case.closed', 0, '', '', 'sms', '[]', survey, survey_version, 1, answered_at, unit, town,
         category FROM followup;
INSERT INTO followup_history (followup_id, at, what, state, label, reason, channel, flags, survey, survey_version, round,
                              answered_at, unit, town, category)
  SELECT id, asked_at, 'followup.asked', 1, '', '', 'sms', '[]', survey, survey_version, 1, answered_at, unit, town,
         category FROM followup WHERE asked_at IS NOT NULL;
INSERT INTO followup_history (followup_id, at, what, state, label, reason, channel, flags, survey, survey_version, round,
                              answered_at, unit, town, category)
  SELECT id, coalesce(ended_at, answered_at), 'followup.carried_over', state, coalesce(label, ''), reason, 'sms', '[]',
         survey, survey_version, 1, answered_at, unit, town, category FROM followup WHERE state > 1;
