-- Cases of running jobs as they finish, several a row, for those who follow them on another node.
CREATE TABLE live_cases (
    submission_id TEXT NOT NULL REFERENCES submissions (id) ON DELETE CASCADE,
    attempt BIGINT NOT NULL,
    -- The first case's place in the order in which they finished, from 1.
    number BIGINT NOT NULL,
    -- How many cases there are.
    total BIGINT NOT NULL,
    -- JSON: the cases as their candidate may see them.
    cases TEXT NOT NULL,
    PRIMARY KEY (submission_id, attempt, number)
);
