-- Outgoing webhooks. Each has a durable consumer ("webhook.NAME", owner ":webhook"): its place, topics and dead letters
-- are there. Secrets rest sealed; the old one signs too until old_until. paused: why, or empty. trying: the event at
-- hand, tried so often; failures: in a row, of whatever event; nothing is tried before next_at. generation rises with
-- every command about it: an answer to what was sent before is then of no account.
CREATE TABLE webhook (
  name TEXT PRIMARY KEY,
  url TEXT NOT NULL,
  pinned_key TEXT NOT NULL,
  secret_sealed BLOB NOT NULL,
  old_secret_sealed BLOB,
  old_until BIGINT,
  paused TEXT NOT NULL,
  trying BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  added_at BIGINT NOT NULL,
  added_by TEXT NOT NULL);

-- The newest deliveries of each, good and bad.
CREATE TABLE webhook_try (
  id INTEGER PRIMARY KEY,
  webhook TEXT NOT NULL,
  seq BIGINT NOT NULL,
  type TEXT NOT NULL,
  at BIGINT NOT NULL,
  number BIGINT NOT NULL,
  status BIGINT NOT NULL,
  took_ms BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  why TEXT NOT NULL);
CREATE INDEX webhook_try_of ON webhook_try(webhook, id);
