//! Drafts: saving what is being written.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::app::{in_interview, no_interview};
use super::caller::Caller;
use super::command::Body;
use super::extract::{Path, Received};
use super::intake::fits;
use super::questions::question_id;
use super::reply::Json;
use super::stamp::Stamp;
use super::{App, Code, Problem};
use crate::interview::{Edit, InterviewId};
use crate::store::drafts;
use crate::store::interviews::Scope;

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
    let question = question_id((topic, slug))?;
    let asked = app.question(&question)?;
    fits(&asked, &body.text)?;
    let sitter = Scope::Sitter(caller.person);
    let (db, found) = drafts::begin(&app.store, id, sitter, &question).await?;
    let (interview, before) = found.ok_or_else(|| no_interview(id))?;
    in_interview(&interview, &question)?;
    interview.sitting.accepts(received)?;
    let current = before.as_ref().map_or(0, |before| before.version);
    if body.version.is_some_and(|expected| expected != current) {
        // A second tab doesn't overwrite the first unseen.
        let detail = format!("version {current} is there; read it, then save with that version");
        return Err(Problem::new(Code::DraftConflict, detail));
    }
    let version = current + 1;
    let before = before.as_ref().map(|before| before.text.as_str());
    // From nothing at first: the starter may be another one when this is looked at.
    let edit = Edit::between(before.unwrap_or_default(), &body.text);
    let inserted = match (before, asked.starter.as_deref()) {
        (None, Some(starter)) => Edit::between(starter, &body.text).inserted(),
        _ => edit.inserted(),
    };
    let characters = body.text.chars().count();
    let detail = json!({
        "version": version, "characters": characters, "inserted": inserted, "edit": edit,
    });
    let new = drafts::New {
        interview: id,
        question: &question,
        text: &body.text,
        version,
        at: received,
        detail,
    };
    drafts::save(db, new).await?;
    Ok(Json(Saved {
        version,
        saved: received.into(),
    }))
}
