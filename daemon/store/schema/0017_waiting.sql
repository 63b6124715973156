-- Uncertain messages are few and asked about oldest first, also while a million others wait for receipts.
CREATE INDEX message_uncertain ON message(changed_at, id) WHERE state = 10;
-- Receipts that match nothing are kept for a time.
CREATE INDEX receipt_parked_at ON receipt_parked(parked_at);
