//! Drafts: saving what is being written.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::app::in_interview;
use super::caller::Caller;
use super::command::Body;
use super::extract::{Path, Received};
use super::intake::fits;
use super::questions::question_id;
use super::reply::Json;
use super::stamp::Stamp;
use super::{App, Code, Problem};
use crate::interview::{InterviewId, integrity};
use crate::store::{drafts, events};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDraft {
    text: String,
    /// The version that this one was made from, 0 for none. If another one is there, nothing is saved and the code
    /// is `draft_conflict`. Without it, the last one to save wins.
    version: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Saved {
    /// Counts the saves, from 1.
    version: u64,
    saved: Stamp,
}

/// Save a draft
///
/// The last one saved is handed in by itself at the deadline.
#[utoipa::path(put, path = "/interviews/{id}/drafts/{topic}/{slug}", tag = "interviews", request_body = NewDraft,
    params(("id" = String, Path, format = "uuid"), ("topic" = String, Path), ("slug" = String, Path)),
    responses((status = 200, body = Saved)))]
pub async fn save(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
    Path((id, topic, slug)): Path<(InterviewId, String, String)>,
    Body(body): Body<NewDraft>,
) -> Result<Json<Saved>, Problem> {
    let question = question_id(&(topic, slug))?;
    let asked = app.question(&question)?;
    fits(asked, &body.text)?;
    let mut db = app.store.write().await?;
    let interview = app.sat_by(&mut db, &caller, id).await?;
    in_interview(&interview, &question)?;
    interview.sitting.accepts(received)?;
    let saved = drafts::save(&mut db, id, &question, &body.text, body.version, received).await?;
    let Some(drafts::Saved { version, before }) = saved else {
        let current = drafts::version(&mut db, id, &question).await?;
        let detail = format!("version {current} is there; read it, then save with that version");
        return Err(Problem::new(Code::DraftConflict, detail));
    };
    let before = before.as_deref().or(asked.starter.as_deref());
    let inserted = integrity::inserted(before.unwrap_or_default(), &body.text);
    let characters = body.text.chars().count();
    let detail = json!({ "version": version, "characters": characters, "inserted": inserted });
    let kind = events::EventKind::DraftSaved;
    events::add(&mut db, id, received, kind, Some(&question), detail).await?;
    db.commit().await?;
    Ok(Json(Saved {
        version,
        saved: received.into(),
    }))
}
