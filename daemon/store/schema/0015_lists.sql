-- How a campaign chose from its list, and what is kept of it to give rejected lines back. Sealed: context "list".
CREATE TABLE campaign_list (
  campaign_id BIGINT PRIMARY KEY,
  segment TEXT NOT NULL,
  outside BIGINT NOT NULL,
  header_sealed BLOB);
CREATE TABLE campaign_line_raw (
  campaign_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  raw_sealed BLOB NOT NULL,
  PRIMARY KEY (campaign_id, line));
