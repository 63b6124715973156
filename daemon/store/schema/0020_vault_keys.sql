-- The vault's keys, wrapped by the master key, which stands nowhere here. The id is in the head of what a key sealed.
-- class: "number", "inbound", "outbound", "other" seal; "index" finds numbers, "stamp" finds equal texts, "pseudonym";
-- "first" (id 0): what the master key itself sealed before there were others. state: 0 in use, 1 opens or finds what is
-- old, 2 destroyed (wrapped is empty then). meta vault.master names the master key that opens them.
CREATE TABLE vault_key (
  id INTEGER PRIMARY KEY,
  class TEXT NOT NULL,
  state INTEGER NOT NULL,
  wrapped BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  retired_at BIGINT,
  destroyed_at BIGINT);
CREATE UNIQUE INDEX vault_key_in_use ON vault_key(class) WHERE state = 0;

-- What rests is sealed anew ("data") or numbers are found anew ("index"), round by round, until a whole round finds
-- nothing that is old. place: which column of store/sealed_columns; after_id: how far in it.
CREATE TABLE vault_job (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  place BIGINT NOT NULL,
  after_id BIGINT NOT NULL,
  round BIGINT NOT NULL,
  found BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  unreadable BIGINT NOT NULL,
  ended_at BIGINT);

-- Staff's numbers can be found anew only where they rest sealed beside their hash; those told before this schema do not.
ALTER TABLE staff_number ADD COLUMN number_sealed BLOB;

-- Objections of persons whose number was erased: found by hash when the number is heard of again, and joined to nothing
-- else. words: JSON [{scope, channel, at}].
CREATE TABLE objection_kept (
  number_hash BLOB PRIMARY KEY,
  words TEXT NOT NULL,
  at BIGINT NOT NULL);
