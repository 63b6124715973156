-- What carriers took, by the hour: counted once a message, when a carrier took it, whatever became of it after. parts: of one
-- message. hour: since 1970, UTC.
CREATE TABLE cost (
  hour BIGINT NOT NULL,
  carrier_id BIGINT NOT NULL,
  campaign_id BIGINT NOT NULL,
  purpose INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  messages BIGINT NOT NULL,
  PRIMARY KEY (hour, carrier_id, campaign_id, purpose, parts));
CREATE INDEX cost_campaign ON cost(campaign_id);
INSERT INTO cost (hour, carrier_id, campaign_id, purpose, parts, messages)
  SELECT m.changed_at / 3600000, coalesce(m.carrier_id, 0), m.campaign_id, m.purpose, CASE WHEN b.parts < 1 THEN 1 ELSE b.parts END, count(*)
  FROM message m JOIN body b ON b.id = m.body_id WHERE m.state IN (2, 3, 4) GROUP BY 1, 2, 3, 4, 5;

-- Every price table that was in force, so that an old month costs what it cost then.
CREATE TABLE price_table (
  id INTEGER PRIMARY KEY,
  from_at BIGINT NOT NULL,
  as_of TEXT NOT NULL,
  content TEXT NOT NULL);

-- What a carrier says it took on a day (of the office's zone). Told again, the newest counts; the journal keeps both.
CREATE TABLE carrier_statement (
  carrier_id BIGINT NOT NULL,
  day TEXT NOT NULL,
  messages BIGINT,
  parts BIGINT,
  fen BIGINT,
  told_at BIGINT NOT NULL,
  told_by TEXT NOT NULL,
  PRIMARY KEY (carrier_id, day));

-- What the list says of a recipient besides the number: for segments and figures by town, of this campaign only.
CREATE TABLE recipient (
  campaign_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  town TEXT,
  language TEXT,
  tags TEXT,
  PRIMARY KEY (campaign_id, person_id));

-- To tell of one thing without reading all.
CREATE INDEX event_subject ON event(subject, seq);
CREATE INDEX message_single ON message(person_id) WHERE campaign_id = 0;
CREATE INDEX intake_received ON intake(received_at);
