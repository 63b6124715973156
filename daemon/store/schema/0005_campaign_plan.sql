-- What an approval is bound to. audience_hash: of the recipients in the list's order, chained while it is imported;
-- empty: a campaign from before, whose rows tell. start_at: not before; 0: at once. budget_fen: 0: none.
ALTER TABLE campaign ADD COLUMN audience_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN start_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE campaign ADD COLUMN budget_fen BIGINT NOT NULL DEFAULT 0;

-- Who released what. kind: approved, rejected, broke_glass. Never changed: another plan has another hash.
CREATE TABLE campaign_approval (
  id INTEGER PRIMARY KEY,
  campaign_id BIGINT NOT NULL REFERENCES campaign(id),
  plan_hash TEXT NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  at BIGINT NOT NULL,
  note TEXT NOT NULL);
CREATE INDEX campaign_approval_of ON campaign_approval(campaign_id);
