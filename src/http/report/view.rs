//! A report's shape as JSON.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::http::interviews::{HintView, InterviewSummary};
use crate::http::stamp::Stamp;
use crate::http::submissions::SubmissionView;
use crate::http::{App, Problem};
use crate::interview::{Counts, QuestionScore, Release, Time};
use crate::question::{Expected, Kind, Points, Question, QuestionId};
use crate::store::interviews::Interview;
use crate::store::reviews::{self, Audience, Review, Signed};
use crate::store::submissions::{Outcome, Submission};
use crate::store::{Connection, events, people};

use super::material::Part;
use super::notes::{self, Noted};
use super::timeline::{self, Moment};
use super::{Material, Reader};

#[derive(Debug, Serialize, ToSchema)]
pub struct InterviewReport {
    pub interview: InterviewSummary,
    /// The candidate's name, to staff; empty for practice.
    pub candidate: Option<String>,
    /// Whom `/people/{id}` exports and erases; to staff.
    #[schema(format = "uuid")]
    pub person: Option<String>,
    #[schema(value_type = f64)]
    pub score: Points,
    #[schema(value_type = f64)]
    pub max_score: Points,
    /// How the score came about: `40.68 + 100 = 140.68 of 150`.
    pub arithmetic: String,
    /// Whether something is still being graded, so that the score may rise.
    pub grading: bool,
    /// Whether an answer waits for a person to score it.
    pub reviewing: bool,
    pub questions: Vec<QuestionReport>,
    pub timeline: Vec<Moment>,
    /// What a reviewer may want to look at: hints to a person, never a verdict. To staff alone.
    pub integrity: Option<Vec<NoteView>>,
    /// On the interview as a whole.
    pub comments: Vec<CommentView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionReport {
    pub question: String,
    pub title: String,
    #[schema(value_type = Option<String>)]
    pub kind: Option<Kind>,
    #[schema(value_type = f64)]
    pub score: Points,
    #[schema(value_type = f64)]
    pub max_score: Points,
    /// `86.37 of 100, less 5 for hints, times 50/100 = 40.68`.
    pub arithmetic: String,
    pub attempts: Attempts,
    /// What the hints taken cost, in the question's own points.
    #[schema(value_type = f64)]
    pub hints_price: Points,
    /// Whether its answer waits for a person to score it.
    pub reviewing: bool,
    /// The submission whose score counts.
    #[schema(format = "uuid")]
    pub counted: Option<String>,
    pub submissions: Vec<SubmissionReport>,
    pub hints: Vec<HintView>,
    /// What a person who scores looks for; to staff, and to candidates with the explanation.
    pub rubric: Vec<CriterionView>,
    /// What a reviewer gave.
    pub review: Option<ReviewView>,
    pub comments: Vec<CommentView>,
    /// Markdown; where the round shows it once the interview is over, and to staff.
    pub explanation: Option<String>,
    /// Answers that are right, in different styles; shown with the explanation.
    pub references: Vec<ReferenceView>,
    /// Of a choice: which options are right, and why; shown with the explanation.
    pub options: Vec<SolvedOption>,
}

/// An answer that is right.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReferenceView {
    /// The file's name, which says the style.
    #[schema(example = "lock_per_key")]
    pub name: String,
    pub text: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SolvedOption {
    pub id: String,
    pub correct: bool,
    /// Markdown.
    pub why: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Attempts {
    pub used: usize,
    /// null is as many as time allows.
    pub allowed: Option<u32>,
    /// `best` or `last`: which one's score counts.
    #[schema(value_type = String)]
    pub counts: Counts,
    /// The number of the one whose score counts.
    pub counted: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionReport {
    #[serde(flatten)]
    pub submission: SubmissionView,
    pub text: String,
    /// Points of `max_score`; null if there are none (yet).
    #[schema(value_type = Option<f64>)]
    pub score: Option<Points>,
    #[schema(value_type = Option<f64>)]
    pub max_score: Option<Points>,
    /// SHA-256 of the question that it was graded with.
    pub question_digest: Option<String>,
    /// Whether the question is still the same; null if it was not graded.
    pub question_is_current: Option<bool>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CriterionView {
    pub text: String,
    pub points: u32,
}

/// What a reviewer gave for one question.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewView {
    /// Points for each line of the rubric; null if it was not scored along it.
    #[schema(value_type = Option<Vec<f64>>)]
    rubric: Option<Vec<Points>>,
    /// Points added to what was earned, or taken away.
    adjustment: f64,
    /// Why it was adjusted; to staff alone.
    reason: Option<String>,
    changed: Stamp,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NoteView {
    /// long_paste, idle_then_full, no_draft, same_as_other or reached_outside.
    pub sign: String,
    pub question: String,
    pub at: Stamp,
    /// What was seen, in a sentence.
    pub seen: String,
    #[schema(format = "uuid")]
    pub submission: Option<String>,
    /// The other candidate's interview, for equal answers.
    #[schema(format = "uuid")]
    pub other_interview: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CommentView {
    #[schema(format = "uuid")]
    pub id: String,
    pub question: Option<String>,
    #[schema(format = "uuid")]
    pub submission: Option<String>,
    /// A line of the submission, from 1.
    pub line: Option<u32>,
    /// `staff`, or `candidate`: they see it with their report.
    #[schema(value_type = String)]
    pub audience: Audience,
    pub author: String,
    pub text: String,
    pub created: Stamp,
}

impl InterviewReport {
    pub async fn read(
        app: &App,
        db: &mut impl Connection,
        interview: &Interview,
        reader: Reader,
        now: Time,
    ) -> Result<Self, Problem> {
        let material = Material::load(db, interview).await?;
        let events = events::list(db, interview.id, 0, u32::MAX).await?;
        let comments: Vec<Signed> = reviews::comments(db, interview.id)
            .await?
            .into_iter()
            .filter(|one| reader == Reader::Staff || one.comment.audience == Audience::Candidate)
            .collect();
        let (candidate, integrity) = match reader {
            Reader::Candidate => (None, None),
            Reader::Staff => {
                let person = people::get(db, interview.person).await?;
                let notes = notes::notes(app, db, interview, &material, &events).await?;
                let notes = notes.into_iter().map(NoteView::from).collect();
                (person.map(|person| person.name), Some(notes))
            }
        };
        let total = material.score(app, interview);
        let scope = Scope {
            app,
            interview,
            reader,
            now,
            comments: &comments,
        };
        let questions = total.questions.into_iter().map(|score| {
            let part = material.part(app, interview, &score.question);
            scope.question(&part, score)
        });
        Ok(Self {
            questions: questions.collect(),
            interview: InterviewSummary::new(interview, now),
            candidate,
            person: (reader == Reader::Staff).then(|| interview.person.to_string()),
            score: total.score,
            max_score: total.max,
            arithmetic: total.arithmetic,
            grading: material.grading(),
            reviewing: material.reviewing(app, interview),
            timeline: timeline::moments(interview, &material, &events),
            integrity,
            comments: scope.comments(None),
        })
    }
}

/// What the parts of one report share.
struct Scope<'a> {
    app: &'a App,
    interview: &'a Interview,
    reader: Reader,
    now: Time,
    comments: &'a [Signed],
}

impl Scope<'_> {
    fn question(&self, part: &Part<'_>, score: QuestionScore) -> QuestionReport {
        let spec = &self.interview.spec;
        let explains = self.reader == Reader::Staff || spec.release == Release::Explanations;
        let question = part.question.as_deref();
        let explained = question.filter(|_| explains);
        QuestionReport {
            title: question.map_or_else(|| score.question.to_string(), |one| one.title.clone()),
            kind: question.map(|question| question.kind),
            score: score.score,
            max_score: score.max,
            arithmetic: score.arithmetic,
            attempts: Attempts {
                used: part.submissions.len(),
                allowed: spec.max_attempts,
                counts: question.map_or(spec.counts, |one| spec.counts_for(one.kind)),
                counted: part.counted.map(|one| one.number),
            },
            hints_price: part.hints_price(),
            reviewing: part.reviewing(),
            counted: part.counted.map(|one| one.id.to_string()),
            submissions: part
                .submissions
                .iter()
                .map(|one| self.submission(one))
                .collect(),
            hints: part
                .hints
                .iter()
                .map(|hint| match question {
                    Some(question) => HintView::new(question, hint.number, hint.percent),
                    None => HintView {
                        number: hint.number,
                        cost_percent: hint.percent,
                        text: String::new(),
                    },
                })
                .collect(),
            rubric: explained.map_or_else(Vec::new, |question| {
                let line = |one: &crate::question::Criterion| CriterionView {
                    text: one.text.clone(),
                    points: one.points,
                };
                question.rubric.iter().map(line).collect()
            }),
            review: part
                .review
                .map(|review| ReviewView::new(review, self.reader)),
            comments: self.comments(Some(&score.question)),
            explanation: explained.map(|question| question.explanation.clone()),
            references: explained.map_or_else(Vec::new, references),
            options: explained.map_or_else(Vec::new, solved),
            question: score.question.to_string(),
        }
    }

    fn submission(&self, submission: &Submission) -> SubmissionReport {
        let mut view =
            SubmissionView::for_candidate(self.app, submission, self.interview, self.now);
        if self.reader == Reader::Staff {
            let whole = |outcome: &Outcome| -> Value { json!(outcome) };
            view.outcome = submission.outcome.as_ref().map(whole);
        }
        let question = self.app.library.get(&submission.question);
        let current = question.map(|question| question.digest.to_string());
        let graded_with = submission.question_digest.as_ref();
        SubmissionReport {
            submission: view,
            text: submission.text.clone(),
            score: submission.score,
            max_score: submission.max_score,
            question_digest: submission.question_digest.clone(),
            question_is_current: graded_with.map(|digest| current.as_ref() == Some(digest)),
        }
    }

    fn comments(&self, question: Option<&QuestionId>) -> Vec<CommentView> {
        self.comments
            .iter()
            .filter(|one| one.comment.question.as_ref() == question)
            .map(CommentView::new)
            .collect()
    }
}

fn references(question: &Question) -> Vec<ReferenceView> {
    // A choice's is nothing but the ids of the right options.
    let known = question.submissions.iter();
    let right =
        known.filter(|one| one.expected == Expected::Accepted && question.kind != Kind::Choice);
    right
        .map(|one| {
            let file = one.file.rsplit('/').next().unwrap_or_default();
            let name = file.split_once('.').map_or(file, |(name, _)| name);
            ReferenceView {
                name: name.to_owned(),
                text: one.source.clone(),
            }
        })
        .collect()
}

fn solved(question: &Question) -> Vec<SolvedOption> {
    let options = question.options.iter();
    options
        .map(|option| SolvedOption {
            id: option.id.clone(),
            correct: option.correct,
            why: option.why.clone(),
        })
        .collect()
}

impl CommentView {
    pub fn new(signed: &Signed) -> Self {
        let comment = &signed.comment;
        Self {
            id: comment.id.to_string(),
            question: comment.question.as_ref().map(ToString::to_string),
            submission: comment.submission.map(|id| id.to_string()),
            line: comment.line,
            audience: comment.audience,
            author: signed.author_name.clone(),
            text: comment.text.clone(),
            created: comment.created.into(),
        }
    }
}

impl ReviewView {
    pub fn new(review: &Review, reader: Reader) -> Self {
        Self {
            rubric: review.rubric.clone(),
            // Far below where a float loses hundredths.
            adjustment: review.adjustment as f64 / 100.0,
            reason: (reader == Reader::Staff).then(|| review.reason.clone()),
            changed: review.changed.into(),
        }
    }

    pub fn given(&self) -> (Option<&[Points]>, f64, Option<&str>) {
        (
            self.rubric.as_deref(),
            self.adjustment,
            self.reason.as_deref(),
        )
    }
}

impl From<Noted> for NoteView {
    fn from(noted: Noted) -> Self {
        Self {
            sign: noted.note.sign.as_str().to_owned(),
            question: noted.note.question.to_string(),
            at: noted.note.at.into(),
            seen: noted.note.seen,
            submission: noted.submission.map(|id| id.to_string()),
            other_interview: noted.other_interview.map(|id| id.to_string()),
        }
    }
}
