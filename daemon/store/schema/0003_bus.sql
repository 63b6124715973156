-- token: of the process that holds the consumer; an older one is fenced out. handed: the newest seq ever given
-- out, so that what is given again says so. owner: the bus client whose consumer it is; empty: this machine's.
ALTER TABLE consumer ADD COLUMN token BIGINT NOT NULL DEFAULT 0;
ALTER TABLE consumer ADD COLUMN handed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE consumer ADD COLUMN owner TEXT NOT NULL DEFAULT '';
UPDATE consumer SET handed = (SELECT coalesce(max(seq), 0) FROM event);

-- Events a consumer could not process, with their own copy. state: 0 put aside, 1 to be given again.
CREATE TABLE consumer_dead (
  consumer TEXT NOT NULL,
  seq BIGINT NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  time BIGINT NOT NULL,
  data TEXT NOT NULL,
  reason TEXT NOT NULL,
  state INTEGER NOT NULL,
  times BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (consumer, seq));
CREATE INDEX consumer_dead_again ON consumer_dead(consumer, seq) WHERE state = 1;

-- Who may come by tcp. topics, commands: prefixes, separated by blanks.
CREATE TABLE bus_client (
  name TEXT PRIMARY KEY,
  topics TEXT NOT NULL,
  commands TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  added_by TEXT NOT NULL);
-- Two keys of one client are good while one takes the place of the other; until: NULL for the newest.
CREATE TABLE bus_key (
  public_key TEXT PRIMARY KEY,
  client TEXT NOT NULL REFERENCES bus_client(name),
  until BIGINT);
