-- Staff's preview of a round, sat like an interview and counted nowhere.
ALTER TABLE interviews ADD COLUMN preview BIGINT NOT NULL DEFAULT 0;

-- Interviews of a round start from `opens_ms` on and before `closes_ms`.
ALTER TABLE rounds ADD COLUMN opens_ms BIGINT;
ALTER TABLE rounds ADD COLUMN closes_ms BIGINT;
-- A round that somebody has started isn't changed: a new version takes its place.
ALTER TABLE rounds ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE rounds ADD COLUMN previous_id TEXT REFERENCES rounds (id);

-- For the interviewer's eyes.
ALTER TABLE invites ADD COLUMN note TEXT;
