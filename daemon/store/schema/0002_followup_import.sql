-- What a question's text, events and figures say of its case; why a question ended. An empty text: not told.
ALTER TABLE followup ADD COLUMN tail TEXT NOT NULL DEFAULT '';
ALTER TABLE followup ADD COLUMN unit TEXT NOT NULL DEFAULT '';
ALTER TABLE followup ADD COLUMN town TEXT NOT NULL DEFAULT '';
ALTER TABLE followup ADD COLUMN category TEXT NOT NULL DEFAULT '';
ALTER TABLE followup ADD COLUMN reason TEXT NOT NULL DEFAULT '';
-- A person's ended questions count too: their codes are not used again at once, and a mind may change.
DROP INDEX followup_open;
CREATE INDEX followup_person ON followup(person_id);

-- How the audience's file is written, decided once from its head: JSON {charset, delimiter, header, column}.
ALTER TABLE campaign ADD COLUMN import_layout TEXT NOT NULL DEFAULT '';
-- Runs of good lines: message_id, and those after it up to the next run, came from line and those after it.
CREATE TABLE campaign_run (
  campaign_id BIGINT NOT NULL REFERENCES campaign(id),
  message_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  PRIMARY KEY (campaign_id, message_id));
