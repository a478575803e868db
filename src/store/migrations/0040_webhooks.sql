-- Where interviewers are told what happens in their rounds.
CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    -- Of one round; or of all that the owner has.
    round_id TEXT REFERENCES rounds (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    -- Not a digest: each delivery is signed with it.
    secret TEXT NOT NULL,
    -- Words, with commas between them.
    events TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    -- Since when nothing has been taken; NULL after a success.
    failing_ms BIGINT,
    disabled_ms BIGINT
);
CREATE INDEX webhooks_by_owner ON webhooks (owner_id, id);
CREATE INDEX webhooks_by_round ON webhooks (round_id);

-- One event for one webhook. The row is the job as well: queued, running under a lease, delivered or given up.
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    body TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    state TEXT NOT NULL,
    due_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    lease_holder TEXT,
    lease_until_ms BIGINT,
    done_ms BIGINT
);
CREATE INDEX deliveries_by_webhook ON deliveries (webhook_id, id);
CREATE INDEX deliveries_to_do ON deliveries (due_ms) WHERE state IN ('queued', 'running');
CREATE INDEX deliveries_by_age ON deliveries (created_ms);

CREATE TABLE delivery_attempts (
    delivery_id TEXT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    millis BIGINT NOT NULL,
    -- What the receiver answered, if it did.
    status BIGINT,
    -- Why it did not count, if it did not.
    error TEXT,
    PRIMARY KEY (delivery_id, number)
);
