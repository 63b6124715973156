-- Texts with named fields, in versions that never change. fields: JSON [{name, most, kind}]. valid_until: 0: without end.
CREATE TABLE text_template (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  purpose INTEGER NOT NULL,
  fields TEXT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  withdrawn INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  UNIQUE (name, version));
CREATE TABLE text_template_variant (
  template_id BIGINT NOT NULL REFERENCES text_template(id),
  language TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (template_id, language));
-- state: see store/templates.h. No row: a draft that no carrier has seen.
CREATE TABLE text_template_carrier (
  template_id BIGINT NOT NULL REFERENCES text_template(id),
  language TEXT NOT NULL,
  account TEXT NOT NULL,
  state INTEGER NOT NULL,
  code TEXT NOT NULL,
  note TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (template_id, language, account));
-- Which version a campaign sends, and the content of each language.
CREATE TABLE campaign_template (
  campaign_id BIGINT NOT NULL,
  template_id BIGINT NOT NULL,
  language TEXT NOT NULL,
  body_id BIGINT NOT NULL,
  PRIMARY KEY (campaign_id, language));
CREATE INDEX campaign_template_of ON campaign_template(template_id);
