-- Of a submission: the digest of its text without spaces and comments, to find equal answers by.
ALTER TABLE submissions ADD COLUMN print TEXT;
CREATE INDEX submissions_by_print ON submissions (question, print) WHERE print IS NOT NULL;

-- What reviewers write: on the interview, a question, a submission, or one of its lines.
CREATE TABLE comments (
    id TEXT PRIMARY KEY,
    interview_id TEXT NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
    author_id TEXT NOT NULL REFERENCES people (id),
    question TEXT,
    submission_id TEXT REFERENCES submissions (id) ON DELETE CASCADE,
    line BIGINT,
    audience TEXT NOT NULL,
    text TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX comments_by_interview ON comments (interview_id, id);

-- What a reviewer gave: points along an explanation's rubric, and an adjustment of the question's points.
CREATE TABLE reviews (
    interview_id TEXT NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    -- JSON: points for each line of the rubric.
    rubric TEXT,
    adjustment BIGINT NOT NULL,
    reason TEXT NOT NULL,
    author_id TEXT NOT NULL REFERENCES people (id),
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (interview_id, question)
);

-- Questions as they were when something could be graded with them, so that an old report stays explainable.
CREATE TABLE question_versions (
    digest TEXT PRIMARY KEY,
    question TEXT NOT NULL,
    content TEXT NOT NULL,
    kept_ms BIGINT NOT NULL
);
CREATE INDEX question_versions_by_question ON question_versions (question, kept_ms);

-- Submissions graded again with the bank as it is now. What that came to changes nothing until it is applied.
CREATE TABLE regrades (
    id TEXT PRIMARY KEY,
    author_id TEXT NOT NULL REFERENCES people (id),
    round_id TEXT REFERENCES rounds (id) ON DELETE CASCADE,
    question TEXT,
    state TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    ended_ms BIGINT
);
CREATE INDEX regrades_by_author ON regrades (author_id, id);

CREATE TABLE regrade_items (
    regrade_id TEXT NOT NULL REFERENCES regrades (id) ON DELETE CASCADE,
    submission_id TEXT NOT NULL REFERENCES submissions (id) ON DELETE CASCADE,
    -- The row of kind 'regrade' that is graded; gone once the regrade has ended.
    job_id TEXT REFERENCES submissions (id) ON DELETE SET NULL,
    -- What the submission had come to before, kept when the regrade is applied.
    before_outcome TEXT,
    before_score BIGINT,
    before_digest TEXT,
    PRIMARY KEY (regrade_id, submission_id)
);
CREATE INDEX regrade_items_by_submission ON regrade_items (submission_id);
CREATE INDEX regrade_items_by_job ON regrade_items (job_id);
