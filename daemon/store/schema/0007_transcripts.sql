-- What was heard in a call, version by version: only ever added to. The newest is the record's own text; here stand all
-- of them once there is more than one. source: "machine", "human". turns: JSON list, masked.
CREATE TABLE transcript (
  id INTEGER PRIMARY KEY,
  intake_id BIGINT NOT NULL REFERENCES intake(id),
  number INTEGER NOT NULL,
  source TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  content_sealed BLOB NOT NULL,
  turns TEXT NOT NULL,
  UNIQUE (intake_id, number));
