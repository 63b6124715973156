-- The people of the office. password: argon2id, NULL until they set one. totp_on: 0 while the secret waits to be confirmed.
-- totp_step: of the last code that was taken, so that none is taken twice. Nobody is ever removed: history names them.
CREATE TABLE office_user (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  display TEXT NOT NULL,
  role TEXT NOT NULL,
  password TEXT,
  totp_sealed BLOB,
  totp_on INTEGER NOT NULL,
  totp_step BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  disabled_at BIGINT);

-- Codes that count once, hashed. kind: invite (sets a password), recovery (instead of the authenticator). user_id 0: the
-- first administrator's.
CREATE TABLE user_code (
  hash BLOB PRIMARY KEY,
  user_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  expires_at BIGINT);
CREATE INDEX user_code_of ON user_code(user_id, kind);

CREATE TABLE web_session (
  hash BLOB PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES office_user(id),
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL);
CREATE INDEX web_session_of ON web_session(user_id);

-- Browsers that signed in before: their failures are counted apart from those of strangers.
CREATE TABLE user_device (
  hash BLOB PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES office_user(id),
  seen_at BIGINT NOT NULL);

CREATE TABLE sign_in_failure (
  who TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_at BIGINT NOT NULL);

-- user_id: whose token it is; NULL: nobody's, for machines. scopes: prefixes of operations, separated by commas; empty: all
-- that the role may.
ALTER TABLE token ADD COLUMN user_id BIGINT;
ALTER TABLE token ADD COLUMN scopes TEXT NOT NULL DEFAULT '';
ALTER TABLE token ADD COLUMN created_by TEXT NOT NULL DEFAULT '';
ALTER TABLE token ADD COLUMN last_used_at BIGINT;
ALTER TABLE token ADD COLUMN revoked_at BIGINT;
