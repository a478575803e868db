//! Hints: one after the other, each at its price.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::app::in_interview;
use super::caller::Caller;
use super::command::{Command, Early};
use super::extract::{Path, Received};
use super::interviews::HintView;
use super::{App, Code, Problem};
use crate::interview::{HintPolicy, InterviewId};
use crate::question::QuestionId;
use crate::store::{events, hints};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHint {
    #[schema(value_type = String, example = "oauth2/scopes")]
    question: QuestionId,
}

/// Take the next hint of a question
///
/// Send an `Idempotency-Key`: without one, a request that is repeated after a lost connection takes another hint.
#[utoipa::path(post, path = "/interviews/{id}/hints", tag = "interviews", request_body = NewHint,
    params(("id" = String, Path, format = "uuid")), responses((status = 201, body = HintView)))]
pub async fn take(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
    Path(id): Path<InterviewId>,
    Command { body, key }: Command<NewHint>,
) -> Result<Response, Early> {
    let mut doing = app.once(caller.person, key).await?;
    let db = &mut doing.db;
    let interview = app.sat_by(db, &caller, id).await?;
    in_interview(&interview, &body.question)?;
    interview.sitting.accepts(received)?;
    if interview.spec.hints == HintPolicy::None {
        return Err(Problem::new(Code::NoHintsLeft, "this round is sat without hints").into());
    }
    let question = app.question(&body.question)?;
    let before = hints::list(db, id).await?;
    let taken = before
        .iter()
        .filter(|hint| hint.question == body.question)
        .count();
    let Some(hint) = question.hints.get(taken) else {
        return Err(
            Problem::new(Code::NoHintsLeft, "all hints of this question were taken").into(),
        );
    };
    let taken = hints::Taken {
        question: body.question.clone(),
        number: u32::try_from(taken + 1).unwrap_or(u32::MAX),
        percent: interview.spec.hint_percent(hint.cost),
        at: received,
    };
    hints::take(db, id, &taken).await?;
    let detail = json!({ "number": taken.number, "cost_percent": taken.percent });
    let kind = events::EventKind::HintTaken;
    events::add(db, id, received, kind, Some(&body.question), detail).await?;
    let view = HintView::new(&question, taken.number, taken.percent);
    doing.answer(StatusCode::CREATED, &view).await
}
