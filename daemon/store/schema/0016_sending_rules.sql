-- on_miss: what becomes of a campaign whose time passed before anything left. 0 skip, 1 ask, 2 go on.
-- halted: why a rule paused it, JSON; empty: no rule did. ramp: how far its canary is, JSON; empty: it has none.
ALTER TABLE campaign ADD COLUMN on_miss INTEGER NOT NULL DEFAULT 1;
ALTER TABLE campaign ADD COLUMN halted TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN ramp TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN complaints BIGINT NOT NULL DEFAULT 0;

-- When a person wants to be written to, and in which zone. Narrows the hours of every purpose.
CREATE TABLE person_hours (
  person_id BIGINT PRIMARY KEY,
  zone TEXT NOT NULL,
  hours TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  set_by TEXT NOT NULL,
  note TEXT NOT NULL);

-- Opt-outs during a campaign are counted by time.
CREATE INDEX consent_at ON consent(at);
