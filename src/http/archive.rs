//! Questions as zip archives: out of the bank, and into it.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG};
use axum::response::{IntoResponse as _, Response};

use super::authoring::{Precondition, blocking, etag};
use super::caller::Staff;
use super::command::Archive;
use super::extract::{Path, Received};
use super::questions::Named;
use super::source::{Written, files, made, store};
use super::{App, Code, Problem};
use crate::question::archive::{self, ArchiveError};

/// Export a question
///
/// Its files below `topic/slug/`, as a zip archive that another bank's import takes. For staff.
#[utoipa::path(get, path = "/questions/{topic}/{slug}/source.zip", tag = "authoring",
    params(("topic" = String, Path), ("slug" = String, Path)),
    responses((status = 200, content_type = "application/zip", body = Vec<u8>,
        headers(("etag" = String, description = "The files' digest")))))]
pub async fn export(
    State(app): State<App>,
    _: Staff,
    Path(Named(id)): Path<Named>,
) -> Result<Response, Problem> {
    let files = files(&app, &id).await?;
    let digest = files.digest();
    let name = format!("attachment; filename=\"{}-{}.zip\"", id.topic(), id.slug());
    let name = HeaderValue::from_str(&name).map_err(|error| Problem::internal(&error))?;
    let packed = blocking(move || archive::pack(&id, &files)).await?;
    let packed = packed.map_err(|error| Problem::internal(&error))?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (CONTENT_DISPOSITION, name),
        (ETAG, etag(&digest)),
    ];
    Ok((headers, Bytes::from(packed)).into_response())
}

/// Import a question
///
/// Takes what an export gives, and writes it to the bank under the name that it has there. One that is there already
/// is left alone unless `If-Match` names its `ETag`, or says `*`.
#[utoipa::path(post, path = "/questions/import", tag = "authoring", params(Precondition),
    request_body(content = Vec<u8>, content_type = "application/zip"),
    responses((status = 200, body = Written, headers(("etag" = String, description = "The files' digest"))),
        (status = 201, body = Written, headers(("etag" = String, description = "The files' digest")))))]
pub async fn import(
    State(app): State<App>,
    Staff(caller): Staff,
    Received(now): Received,
    condition: Precondition,
    Archive(bytes): Archive,
) -> Result<Response, Problem> {
    app.settings.authoring.admit(&caller)?;
    let (id, files) = blocking(move || archive::unpack(&bytes)).await??;
    let (question, findings) = made(id, files)?;
    store(&app, &caller, question, findings, condition.or_new(), now).await
}

impl From<ArchiveError> for Problem {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Files(findings) => Problem::question(findings),
            error => Problem::new(Code::InvalidArchive, error.to_string()),
        }
    }
}
