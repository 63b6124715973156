-- Audience lists: named, re-usable, of some purposes. purposes: names, comma between; staff stands alone. state: see
-- store/audience.h. version: the one in use; 0: none yet. kept: fields whose values it keeps, JSON; import_*: of the newest import. Numbers stand in the vault's table only.
CREATE TABLE audience_list (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  purposes TEXT NOT NULL,
  state INTEGER NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  import_file TEXT NOT NULL,
  import_layout TEXT NOT NULL,
  import_offset BIGINT NOT NULL,
  import_line BIGINT NOT NULL,
  lines_bad BIGINT NOT NULL,
  lines_doubled BIGINT NOT NULL,
  header_sealed BLOB,
  failure TEXT NOT NULL,
  kept TEXT NOT NULL);
CREATE UNIQUE INDEX audience_list_name ON audience_list(name) WHERE state <> 3;
-- values_sealed: {field: value} of the columns that were kept; context "values".
CREATE TABLE audience_member (
  id INTEGER PRIMARY KEY,
  list_id BIGINT NOT NULL REFERENCES audience_list(id),
  version BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  town TEXT,
  language TEXT,
  tags TEXT,
  values_sealed BLOB);
CREATE UNIQUE INDEX audience_member_once ON audience_member(list_id, version, person_id);
CREATE INDEX audience_member_of ON audience_member(person_id);
CREATE INDEX audience_member_order ON audience_member(list_id, version, id);
-- raw_sealed: the line as it was, context "list"; NULL: a doubled number.
CREATE TABLE audience_line (
  list_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  reason TEXT NOT NULL,
  raw_sealed BLOB,
  PRIMARY KEY (list_id, line));

-- Where a campaign's recipients came from (0: an upload), and the linter's warnings its maker accepted.
CREATE TABLE campaign_source (
  campaign_id BIGINT PRIMARY KEY,
  list_id BIGINT NOT NULL,
  list_version BIGINT NOT NULL,
  warnings TEXT NOT NULL);

-- How a campaign fills its template. language: of those whose list tells none. values_sealed: {field: value} for everybody,
-- context "values". per_person: 1: the other fields come from the list, and each message has a body of its own.
CREATE TABLE campaign_fill (
  campaign_id BIGINT PRIMARY KEY,
  template_id BIGINT NOT NULL,
  language TEXT NOT NULL,
  values_sealed BLOB NOT NULL,
  per_person INTEGER NOT NULL,
  most_parts BIGINT NOT NULL,
  total_parts BIGINT NOT NULL);
