-- TEXT and BIGINT alone, so that SQLite and PostgreSQL read the same text. Instants are Unix milliseconds, ids are
-- UUIDs as text, secrets are SHA-256 digests, and JSON is text that the program writes and reads.

CREATE TABLE people (
    id TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    password_hash TEXT,
    created_ms BIGINT NOT NULL,
    disabled_ms BIGINT
);
CREATE INDEX people_by_role ON people (role);
CREATE UNIQUE INDEX staff_by_email ON people (email) WHERE role IN ('administrator', 'interviewer');

-- What a person can show to be known: a session, a program's token, a link that is swapped once.
CREATE TABLE tokens (
    digest TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT,
    used_ms BIGINT,
    revoked_ms BIGINT
);
CREATE INDEX tokens_by_person ON tokens (person_id);

CREATE TABLE rounds (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES people (id),
    title TEXT NOT NULL,
    spec TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    archived_ms BIGINT
);
CREATE INDEX rounds_by_owner ON rounds (owner_id, id);

CREATE TABLE invites (
    id TEXT PRIMARY KEY,
    round_id TEXT NOT NULL REFERENCES rounds (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    token_digest TEXT NOT NULL UNIQUE,
    extra_percent BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    redeemed_ms BIGINT,
    revoked_ms BIGINT
);
CREATE INDEX invites_by_round ON invites (round_id, id);

CREATE TABLE interviews (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    round_id TEXT REFERENCES rounds (id) ON DELETE CASCADE,
    invite_id TEXT UNIQUE REFERENCES invites (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    spec TEXT NOT NULL,
    extra_percent BIGINT NOT NULL,
    seed BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    started_ms BIGINT,
    deadline_ms BIGINT,
    finished_ms BIGINT,
    ending TEXT,
    -- Taken up by whatever writes to the interview, so that writers of one interview wait for each other.
    touched BIGINT NOT NULL
);
CREATE INDEX interviews_by_person ON interviews (person_id, id);
CREATE INDEX interviews_by_round ON interviews (round_id, id);
CREATE INDEX interviews_open ON interviews (deadline_ms) WHERE finished_ms IS NULL;

CREATE TABLE drafts (
    interview_id TEXT NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    text TEXT NOT NULL,
    version BIGINT NOT NULL,
    saved_ms BIGINT NOT NULL,
    PRIMARY KEY (interview_id, question)
);

-- Submissions and runs. The row is the job as well: queued, running under a lease, done.
CREATE TABLE submissions (
    id TEXT PRIMARY KEY,
    interview_id TEXT NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    kind TEXT NOT NULL,
    origin TEXT NOT NULL,
    -- The n-th of its kind for this question, from 1.
    number BIGINT NOT NULL,
    text TEXT NOT NULL,
    scratch TEXT,
    seed BIGINT NOT NULL,
    received_ms BIGINT NOT NULL,
    state TEXT NOT NULL,
    lane TEXT NOT NULL,
    -- What is claimed first: the smaller.
    rank BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    lease_holder TEXT,
    lease_until_ms BIGINT,
    done_ms BIGINT,
    outcome TEXT,
    verdict TEXT,
    score BIGINT,
    max_score BIGINT,
    question_digest TEXT,
    UNIQUE (interview_id, question, kind, number)
);
CREATE INDEX submissions_to_do ON submissions (rank, id) WHERE state <> 'done';
CREATE INDEX submissions_by_person ON submissions (person_id, state);

CREATE TABLE hints (
    interview_id TEXT NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    number BIGINT NOT NULL,
    percent BIGINT NOT NULL,
    taken_ms BIGINT NOT NULL,
    PRIMARY KEY (interview_id, question, number)
);

-- The time line of an interview.
CREATE TABLE events (
    interview_id TEXT NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    kind TEXT NOT NULL,
    question TEXT,
    detail TEXT NOT NULL,
    PRIMARY KEY (interview_id, number)
);

CREATE TABLE idempotency (
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (person_id, key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_ms);
