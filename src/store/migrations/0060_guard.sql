-- Attempts to sign in by password, for an account that there is or one that there isn't.
CREATE TABLE sign_in_attempts (
    -- The digest of what names the account.
    account TEXT PRIMARY KEY,
    -- When all attempts are to be had again.
    full_ms BIGINT NOT NULL
);
CREATE INDEX sign_in_attempts_by_age ON sign_in_attempts (full_ms);

-- Whose message it is, so that it goes when its candidate is erased.
ALTER TABLE deliveries ADD COLUMN interview_id TEXT REFERENCES interviews (id) ON DELETE CASCADE;
UPDATE deliveries SET interview_id =
    (SELECT i.id FROM interviews i WHERE deliveries.body LIKE '%"interview":"' || i.id || '"%');
CREATE INDEX deliveries_by_interview ON deliveries (interview_id);

-- By which erasure finds what hangs on a person.
CREATE INDEX invites_by_person ON invites (person_id);
CREATE INDEX comments_by_author ON comments (author_id);
CREATE INDEX comments_by_submission ON comments (submission_id);
CREATE INDEX reviews_by_author ON reviews (author_id);
