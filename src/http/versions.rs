//! Questions as they were when something was graded with them: what an old report's digest stands for.

use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::caller::Staff;
use super::extract::Path;
use super::questions::{Named, question_id};
use super::reply::Json;
use super::stamp::Stamp;
use super::{App, Problem};
use crate::store::versions::{self, Version};

#[derive(Debug, Serialize, ToSchema)]
pub struct VersionSummary {
    /// SHA-256 of the question's folder; reports name it.
    digest: String,
    /// When the service first had it.
    kept: Stamp,
    /// Whether the bank has this one now.
    current: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct VersionView {
    #[serde(flatten)]
    summary: VersionSummary,
    question: String,
    /// The title, points, prompt, cases, groups and whatever else a grade depends on. For staff: it holds hidden cases.
    #[schema(value_type = Object)]
    content: Value,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Versions {
    /// The first seen first.
    items: Vec<VersionSummary>,
}

/// List a question's versions
#[utoipa::path(get, path = "/questions/{topic}/{slug}/versions", tag = "regrades",
    params(("topic" = String, Path), ("slug" = String, Path)), responses((status = 200, body = Versions)))]
pub async fn list(
    State(app): State<App>,
    _: Staff,
    Path(Named(id)): Path<Named>,
) -> Result<Json<Versions>, Problem> {
    let mut db = app.store.read().await?;
    let found = versions::list(&mut db, &id).await?;
    if found.is_empty() {
        return Err(Problem::not_found(format!(
            "no question '{id}' was ever here"
        )));
    }
    let items = found.iter().map(|one| summary(&app, one)).collect();
    Ok(Json(Versions { items }))
}

/// Read a question's version
///
/// As it was, hidden cases included.
#[utoipa::path(get, path = "/questions/{topic}/{slug}/versions/{digest}", tag = "regrades",
    params(("topic" = String, Path), ("slug" = String, Path), ("digest" = String, Path)),
    responses((status = 200, body = VersionView)))]
pub async fn read(
    State(app): State<App>,
    _: Staff,
    Path((topic, slug, digest)): Path<(String, String, String)>,
) -> Result<Json<VersionView>, Problem> {
    let id = question_id((topic, slug))?;
    let mut db = app.store.read().await?;
    let found = versions::get(&mut db, &id, &digest).await?;
    let found = found
        .ok_or_else(|| Problem::not_found(format!("'{id}' never had the digest you named")))?;
    Ok(Json(VersionView {
        summary: summary(&app, &found),
        question: id.to_string(),
        content: found.content,
    }))
}

fn summary(app: &App, version: &Version) -> VersionSummary {
    let now = app.library.get(&version.question);
    let now = now.map(|question| question.digest.to_string());
    VersionSummary {
        current: now.as_ref() == Some(&version.digest),
        digest: version.digest.clone(),
        kept: version.kept.into(),
    }
}
