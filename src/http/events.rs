//! An interview's time line.

use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::caller::Caller;
use super::extract::{Path, Query};
use super::reply::{Json, Page, Paging, page};
use super::stamp::Stamp;
use super::{App, Problem};
use crate::interview::InterviewId;
use crate::store::events::{self, EventKind};

#[derive(Debug, Serialize, ToSchema)]
pub struct EventView {
    /// From 1, without gaps.
    pub number: u64,
    pub at: Stamp,
    /// created, started, draft_saved, ran, submitted, hint_taken, extra_changed, regraded or finished.
    #[schema(value_type = String)]
    pub kind: EventKind,
    pub question: Option<String>,
    /// Depends on the kind. That of draft_saved holds `version`, `characters` (in all), `inserted` (in one piece, since the
    /// draft before or the starter), and `edit`, which makes this version of the one before, the first one of nothing:
    /// `at` characters are kept, `removed` ones left out, and `text` comes in their place. A character is a Unicode
    /// scalar value.
    #[schema(value_type = Object)]
    pub detail: Value,
}

/// Read an interview's time line
#[utoipa::path(get, path = "/interviews/{id}/events", tag = "interviews",
    params(("id" = String, Path, format = "uuid"), Paging), responses((status = 200, body = Page<EventView>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<InterviewId>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<EventView>>, Problem> {
    let (after, limit) = (paging.after()?, paging.limit()?);
    let mut db = app.store.read().await?;
    app.readable(&mut db, &caller, id).await?;
    let found = events::list(&mut db, id, after.unwrap_or(0), limit + 1).await?;
    let found = found.into_iter().map(EventView::from).collect();
    Ok(Json(page(found, limit, |one: &EventView| {
        one.number.to_string()
    })))
}

impl From<events::Event> for EventView {
    fn from(event: events::Event) -> Self {
        Self {
            number: event.number,
            at: event.at.into(),
            kind: event.kind,
            question: event.question.map(|question| question.to_string()),
            detail: event.detail,
        }
    }
}
