//! A question's source, for those who write it: its files as they are in the bank, and as they are to be.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::ETAG;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::authoring::{FindingView, Precondition, blocking, etag};
use super::caller::{Caller, Staff};
use super::command::Body;
use super::extract::{Path, Received};
use super::questions::Named;
use super::reply::Json;
use super::{App, Code, Problem};
use crate::interview::Time;
use crate::question::{BankError, Condition, Files, Finding, Question, QuestionId, WriteError};
use crate::store::notices::{self, Notice};
use crate::store::versions;
use crate::worker;

#[derive(Debug, Serialize, ToSchema)]
pub struct Source {
    #[schema(example = "oauth2/scopes")]
    id: String,
    /// SHA-256 of the files: also the `ETag`, and what versions and reports name.
    digest: String,
    /// The files' texts by their names.
    files: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSource {
    /// All of the question's files, their texts by their names: `question.toml`, `submissions/accepted/a.py`, …
    pub files: BTreeMap<String, String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Written {
    id: String,
    /// SHA-256 of the files: also the `ETag`.
    digest: String,
    /// What its author should know; none is an error.
    findings: Vec<FindingView>,
}

/// Read a question's source
///
/// For staff: it holds hidden cases and answers. It is what the bank's folder has now, whether or not it can be used.
#[utoipa::path(get, path = "/questions/{topic}/{slug}/source", tag = "authoring",
    params(("topic" = String, Path), ("slug" = String, Path)),
    responses((status = 200, body = Source,
        headers(("etag" = String, description = "The files' digest, for `If-Match`")))))]
pub async fn read(
    State(app): State<App>,
    _: Staff,
    Path(Named(id)): Path<Named>,
) -> Result<Response, Problem> {
    let files = files(&app, &id).await?;
    let digest = files.digest();
    let owned = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
    let source = Source {
        id: id.to_string(),
        digest: digest.to_string(),
        files: files.iter().map(owned).collect(),
    };
    Ok(([(ETAG, etag(&digest))], Json(source)).into_response())
}

/// Write a question
///
/// Puts these files into the bank as the question, in one step, in the place of those that are there: `If-Match` names
/// the `ETag` of those, `If-None-Match: *` says that there are none. The service asks and grades with it from then on.
/// What it was before stays among its versions. One that can't be used is refused, with all findings.
#[utoipa::path(put, path = "/questions/{topic}/{slug}/source", tag = "authoring", request_body = NewSource,
    params(("topic" = String, Path), ("slug" = String, Path), Precondition),
    responses((status = 200, body = Written, headers(("etag" = String, description = "The files' digest"))),
        (status = 201, body = Written, headers(("etag" = String, description = "The files' digest")))))]
pub async fn write(
    State(app): State<App>,
    Staff(caller): Staff,
    Received(now): Received,
    Path(Named(id)): Path<Named>,
    condition: Precondition,
    Body(body): Body<NewSource>,
) -> Result<Response, Problem> {
    app.settings.authoring.admit(&caller)?;
    let condition = condition.required()?;
    let files = Files::sent(body.files).map_err(Problem::question)?;
    let (question, findings) = made(id, files)?;
    store(&app, &caller, question, findings, condition, now).await
}

/// Remove a question
///
/// Its folder goes from the bank. Its versions stay, and so do reports; what still waits to be graded with it can't be.
#[utoipa::path(delete, path = "/questions/{topic}/{slug}/source", tag = "authoring",
    params(("topic" = String, Path), ("slug" = String, Path), Precondition), responses((status = 204)))]
pub async fn remove(
    State(app): State<App>,
    Staff(caller): Staff,
    Received(now): Received,
    Path(Named(id)): Path<Named>,
    condition: Precondition,
) -> Result<StatusCode, Problem> {
    app.settings.authoring.admit(&caller)?;
    // Told apart from one that has changed.
    files(&app, &id)
        .await
        .or_else(|problem| match problem.code() {
            Code::InvalidQuestion => Ok(Files::default()),
            _ => Err(problem),
        })?;
    let condition = condition.required()?;
    let mut db = app.store.write().await?;
    if let Some(before) = app.library.get(&id) {
        versions::keep(&mut db, &worker::version(&before, now)).await?;
    }
    notices::tell(&mut db, Notice::Bank).await?;
    let (library, gone) = (app.library.clone(), id.clone());
    let removed = blocking(move || {
        let removed = library.bank().remove(&gone, &condition);
        removed.map(|()| library.reread())
    });
    noticed(removed.await??)?;
    db.commit().await?;
    tracing::info!(question = %id, by = %caller.person, "a question was removed");
    Ok(StatusCode::NO_CONTENT)
}

/// The files of a question as the bank has them.
pub async fn files(app: &App, id: &QuestionId) -> Result<Files, Problem> {
    let (library, id) = (app.library.clone(), id.clone());
    let read = blocking(move || library.bank().files(&id));
    read.await?.map_err(|error| match error {
        BankError::Broken(broken) => Problem::question(broken.findings),
        BankError::NoQuestion { given, .. } => Problem::not_found(format!("no question '{given}'")),
        error => Problem::internal(&error),
    })
}

/// The question that these files make.
pub fn made(id: QuestionId, files: Files) -> Result<(Question, Vec<Finding>), Problem> {
    Question::of_files(id, files).map_err(|broken| Problem::question(broken.findings))
}

/// Writes a question to the bank and keeps it as a version; both or neither, unless the database fails at the very end.
pub async fn store(
    app: &App,
    caller: &Caller,
    question: Question,
    findings: Vec<Finding>,
    condition: Condition,
    now: Time,
) -> Result<Response, Problem> {
    let (id, digest) = (question.id.clone(), question.digest);
    let mut db = app.store.write().await?;
    for version in app
        .library
        .get(&id)
        .as_deref()
        .into_iter()
        .chain([&question])
    {
        versions::keep(&mut db, &worker::version(version, now)).await?;
    }
    notices::tell(&mut db, Notice::Bank).await?;
    let status = match &condition {
        Condition::New => StatusCode::CREATED,
        _ => StatusCode::OK,
    };
    let library = app.library.clone();
    let written = blocking(move || {
        let written = library.bank().write(&question, &condition);
        written.map(|()| library.reread())
    });
    noticed(written.await??)?;
    db.commit().await?;
    tracing::info!(question = %id, %digest, by = %caller.person, "a question was written");
    let written = Written {
        id: id.to_string(),
        digest: digest.to_string(),
        findings: findings.iter().map(FindingView::from).collect(),
    };
    Ok((status, [(ETAG, etag(&digest))], Json(written)).into_response())
}

/// What else is wrong with the bank is the log's to say; only one that can't be read at all is a fault here.
fn noticed(reread: Result<Vec<BankError>, BankError>) -> Result<(), Problem> {
    for error in reread.map_err(|error| Problem::internal(&error))? {
        tracing::warn!(%error, "a part of the bank is left out");
    }
    Ok(())
}

impl From<WriteError> for Problem {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Unmet(now) => {
                let todo = match now {
                    Some(_) => "read it, and send its ETag as If-Match",
                    None => "to make it, send If-None-Match: *",
                };
                Problem::new(Code::PreconditionFailed, format!("{error}; {todo}"))
            }
            WriteError::ReadOnly { .. } => {
                tracing::warn!(%error, "a question could not be written");
                let detail = "the service may not write to its bank: whoever runs it can give its user the right, or \
                              name another folder with --questions";
                Problem::new(Code::BankReadOnly, detail)
            }
            WriteError::Io { .. } => Problem::internal(&error),
        }
    }
}
