//! An interview's report: the score with its arithmetic, and what each question came to.

use axum::extract::State;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::caller::Caller;
use super::extract::{Path, Received};
use super::interviews::{HintView, InterviewSummary, PhaseName};
use super::reply::Json;
use super::submissions::SubmissionView;
use super::{App, Code, Problem};
use crate::interview::{self, Earned, InterviewId, Release, Time};
use crate::question::{Points, Question};
use crate::store::hints::Taken;
use crate::store::interviews::Interview;
use crate::store::submissions::{self, Kind, Outcome, Submission};
use crate::store::{Connection, hints};

#[derive(Debug, Serialize, ToSchema)]
pub struct InterviewReport {
    interview: InterviewSummary,
    #[schema(value_type = f64)]
    score: Points,
    #[schema(value_type = f64)]
    max_score: Points,
    /// How the score came about: `40.68 + 100 = 140.68 of 150`.
    arithmetic: String,
    /// Whether something is still being graded, so that the score may rise.
    grading: bool,
    /// Whether an explanation waits for a reviewer, who scores it.
    reviewing: bool,
    questions: Vec<QuestionReport>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionReport {
    question: String,
    title: String,
    #[schema(value_type = f64)]
    score: Points,
    #[schema(value_type = f64)]
    max_score: Points,
    /// `86.37 of 100, less 5 for hints, times 50/100 = 40.68`.
    arithmetic: String,
    /// The submission whose score counts.
    #[schema(format = "uuid")]
    counted: Option<String>,
    submissions: Vec<SubmissionReport>,
    hints: Vec<HintView>,
    /// Markdown; where the round shows it once the interview is over, and to staff.
    explanation: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionReport {
    #[serde(flatten)]
    submission: SubmissionView,
    text: String,
}

/// Read an interview's report
///
/// Candidates see it once their interview is over, as far as the round shows it; staff see everything, at any time.
#[utoipa::path(get, path = "/interviews/{id}/report", tag = "reports", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, body = InterviewReport)))]
pub async fn read(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
    Path(id): Path<InterviewId>,
) -> Result<Json<InterviewReport>, Problem> {
    let mut db = app.store.read().await?;
    let interview = app.readable(&mut db, &caller, id).await?;
    let summary = InterviewSummary::new(&interview, received);
    let reader = if interview.person == caller.person {
        Reader::Candidate
    } else {
        Reader::Staff
    };
    if reader == Reader::Candidate {
        if summary.phase != PhaseName::Over {
            let detail = "the report is there once the interview is over";
            return Err(Problem::new(Code::InterviewRunning, detail));
        }
        if interview.spec.release == Release::Nothing {
            let detail = "who invited you keeps the results of this interview";
            return Err(Problem::new(Code::NotReleased, detail));
        }
    }
    build(&app, &mut db, &interview, reader, received)
        .await
        .map(Json)
}

/// Who reads decides what of a hidden case is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    Candidate,
    Staff,
}

async fn build(
    app: &App,
    db: &mut impl Connection,
    interview: &Interview,
    reader: Reader,
    now: Time,
) -> Result<InterviewReport, Problem> {
    let all = submissions::list(db, interview.id, Kind::Submission).await?;
    let taken = hints::list(db, interview.id).await?;
    let mut questions = Vec::new();
    for item in &interview.spec.items {
        let question = app.question(&item.question)?;
        let of_it: Vec<Submission> = all
            .iter()
            .filter(|one| one.question == item.question)
            .cloned()
            .collect();
        let hints: Vec<&Taken> = taken
            .iter()
            .filter(|hint| hint.question == item.question)
            .collect();
        questions.push((question.clone(), of_it, hints));
    }
    let mut next = questions.iter();
    let total = interview::total(&interview.spec, |_| {
        next.next()
            .map_or_else(Earned::default, |(question, of_it, hints)| {
                earned(interview, question, of_it, hints)
            })
    });
    let questions = std::iter::zip(questions, total.questions)
        .map(|((question, of_it, hints), score)| {
            let counted = interview::counted(interview.spec.counts_for(question.kind), &of_it);
            let shown = reader == Reader::Staff || interview.spec.release == Release::Explanations;
            QuestionReport {
                question: question.id.to_string(),
                title: question.title.clone(),
                score: score.score,
                max_score: score.max,
                arithmetic: score.arithmetic,
                counted: counted.map(|one| one.id.to_string()),
                submissions: of_it
                    .iter()
                    .map(|one| view(app, one, interview, (reader, now)))
                    .collect(),
                hints: hints
                    .iter()
                    .map(|hint| HintView::new(&question, hint.number, hint.percent))
                    .collect(),
                explanation: shown.then(|| question.explanation.clone()),
            }
        })
        .collect();
    Ok(InterviewReport {
        interview: InterviewSummary::new(interview, now),
        score: total.score,
        max_score: total.max,
        arithmetic: total.arithmetic,
        grading: all.iter().any(|one| one.state != submissions::State::Done),
        reviewing: all.iter().any(|one| one.outcome == Some(Outcome::ByPerson)),
        questions,
    })
}

fn earned(
    interview: &Interview,
    question: &Question,
    submissions: &[Submission],
    hints: &[&Taken],
) -> Earned {
    let max = Points::whole(question.points);
    let counted = interview::counted(interview.spec.counts_for(question.kind), submissions);
    Earned {
        score: counted.and_then(|one| one.score),
        max,
        hints: hints
            .iter()
            .map(|hint| interview::hint_price(max, hint.percent))
            .sum(),
    }
}

fn view(
    app: &App,
    submission: &Submission,
    interview: &Interview,
    (reader, now): (Reader, Time),
) -> SubmissionReport {
    let mut view = SubmissionView::for_candidate(app, submission, interview, now);
    if reader == Reader::Staff {
        let whole = |outcome: &Outcome| -> Value { json!(outcome) };
        view.outcome = submission.outcome.as_ref().map(whole);
    }
    SubmissionReport {
        submission: view,
        text: submission.text.clone(),
    }
}
