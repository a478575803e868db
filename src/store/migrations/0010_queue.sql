-- Fair between people: each job has a turn, and a person's next job has the turn after their last, so that one who hands
-- in ten answers goes round with everybody else.
ALTER TABLE submissions ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
DROP INDEX submissions_to_do;
CREATE INDEX submissions_to_do ON submissions (lane, rank, turn, id) WHERE state <> 'done';
