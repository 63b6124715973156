-- One row tells how a person may be reached. strict: 1: safe contact, told with a record: nothing outside these hours,
-- whatever its purpose, and with hours '' nothing at all; 0: a wish, which narrows the hours of purposes. zone '': the
-- office's.
ALTER TABLE person_hours ADD COLUMN strict INTEGER NOT NULL DEFAULT 0;
DELETE FROM person_hours WHERE person_id IN (SELECT person_id FROM contact_rule);
INSERT INTO person_hours (person_id, zone, hours, set_at, set_by, note, strict)
  SELECT person_id, '', hours, at, source, '', 1 FROM contact_rule;
DROP TABLE contact_rule;
