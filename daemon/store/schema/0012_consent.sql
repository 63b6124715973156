-- A person's newest word is of a purpose and a channel (sms, voice, all).
CREATE TABLE consent_by_channel (
  person_id BIGINT NOT NULL,
  scope TEXT NOT NULL,
  channel TEXT NOT NULL,
  state INTEGER NOT NULL,
  at BIGINT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (person_id, scope, channel));
INSERT INTO consent_by_channel SELECT person_id, scope, 'sms', state, at, source FROM consent;
DROP TABLE consent;
ALTER TABLE consent_by_channel RENAME TO consent;

-- Every word as it was said; never changed. state: 0 opted out, 1 opted in. wording: sealed, context "answer". confirm:
-- 1 while the one confirmation may be due.
CREATE TABLE consent_word (
  id INTEGER PRIMARY KEY,
  person_id BIGINT NOT NULL,
  scope TEXT NOT NULL,
  channel TEXT NOT NULL,
  state INTEGER NOT NULL,
  source TEXT NOT NULL,
  rule TEXT,
  wording_sealed BLOB,
  said_by TEXT,
  at BIGINT NOT NULL,
  confirm INTEGER NOT NULL);
CREATE INDEX consent_word_of ON consent_word(person_id, id);
CREATE INDEX consent_word_due ON consent_word(id) WHERE confirm = 1;
INSERT INTO consent_word (person_id, scope, channel, state, source, at, confirm)
  SELECT person_id, scope, channel, state, source, at, 0 FROM consent ORDER BY at;
-- Whose opt-out was confirmed: once, until the person opts in again.
CREATE TABLE consent_confirmed (person_id BIGINT PRIMARY KEY, at BIGINT NOT NULL);
