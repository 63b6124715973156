-- What of a call is not yet text: recordings, and transcripts that lie elsewhere. place_sealed: JSON {url, hash}, where it
-- has to be fetched. state: 0 to be fetched, 1 held (held_raw_id says where), 2 given up (reason says why).
CREATE TABLE recording (
  id INTEGER PRIMARY KEY,
  intake_id BIGINT NOT NULL REFERENCES intake(id),
  raw_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  transcript INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  place_sealed BLOB,
  state INTEGER NOT NULL,
  held_raw_id BIGINT,
  tries INTEGER NOT NULL,
  due_at BIGINT NOT NULL,
  reason TEXT NOT NULL);
CREATE INDEX recording_due ON recording(due_at) WHERE state = 0;
CREATE INDEX recording_of ON recording(intake_id);

-- Recordings to be turned into text. state: 0 to be asked, 1 answered (its answer is kept), 2 done, 3 failed.
CREATE TABLE transcription (
  id INTEGER PRIMARY KEY,
  recording_id BIGINT NOT NULL REFERENCES recording(id),
  asked_at BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  language TEXT NOT NULL,
  recogniser TEXT NOT NULL,
  state INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  due_at BIGINT NOT NULL,
  reason TEXT NOT NULL);
CREATE INDEX transcription_due ON transcription(due_at) WHERE state = 0;
