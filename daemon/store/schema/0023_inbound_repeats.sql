-- How often a record's message came: few messages come again, so this stays small.
CREATE INDEX inbound_key_repeats ON inbound_key(raw_id) WHERE times > 1;
