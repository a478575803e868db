//! Reports: an interview's score with its arithmetic, what each question came to, what happened when, and what a
//! reviewer thinks of it. As JSON, as a page to print, and as a round's table.

mod material;
mod notes;
mod page;
mod table;
mod timeline;
mod view;

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};

use super::caller::{Caller, Staff};
use super::extract::{Path, Received};
use super::reply::Json;
use super::{App, Code, Problem, rounds};
use crate::interview::{InterviewId, Phase, Release, RoundId, Time};
use crate::store::Connection;
use crate::store::interviews::Interview;

pub use material::Material;
pub use view::{CommentView, InterviewReport, ReviewView};

/// Who reads decides what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Candidate,
    Staff,
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
    let (interview, reader) = admit(&app, &mut db, &caller, id, received).await?;
    InterviewReport::read(&app, &mut db, &interview, reader, received)
        .await
        .map(Json)
}

/// Read an interview's report as a page
///
/// To be read in a browser or printed: one file, without scripts.
#[utoipa::path(get, path = "/interviews/{id}/report.html", tag = "reports",
    params(("id" = String, Path, format = "uuid")),
    responses((status = 200, body = String, content_type = "text/html")))]
pub async fn print(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
    Path(id): Path<InterviewId>,
) -> Result<Response, Problem> {
    let mut db = app.store.read().await?;
    let (interview, reader) = admit(&app, &mut db, &caller, id, received).await?;
    let report = InterviewReport::read(&app, &mut db, &interview, reader, received).await?;
    let policy =
        HeaderValue::from_str(&page::policy()).map_err(|error| Problem::internal(&error))?;
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (CONTENT_SECURITY_POLICY, policy),
    ];
    Ok((headers, page::page(&report)).into_response())
}

/// Read a round's results as a table
///
/// CSV (RFC 4180) with one row for each candidate. What a spreadsheet would take for a formula begins with an
/// apostrophe.
#[utoipa::path(get, path = "/rounds/{id}/report.csv", tag = "reports", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, body = String, content_type = "text/csv")))]
pub async fn table(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<RoundId>,
) -> Result<Response, Problem> {
    let mut db = app.store.read().await?;
    let round = rounds::owned(&mut db, &staff, id).await?;
    let text = table::table(&app, &mut db, &round, received).await?;
    let headers: [(HeaderName, HeaderValue); 2] = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8; header=present"),
        ),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"round.csv\""),
        ),
    ];
    Ok((headers, text).into_response())
}

/// The interview, if `caller` may see its report now, and as whom.
async fn admit(
    app: &App,
    db: &mut impl Connection,
    caller: &Caller,
    id: InterviewId,
    now: Time,
) -> Result<(Interview, Reader), Problem> {
    let interview = app.readable(db, caller, id).await?;
    if interview.person != caller.person {
        return Ok((interview, Reader::Staff));
    }
    if interview.sitting.phase(now) != Phase::Over {
        let detail = "the report is there once the interview is over";
        return Err(Problem::new(Code::InterviewRunning, detail));
    }
    if interview.spec.release == Release::Nothing {
        let detail = "who invited you keeps the results of this interview";
        return Err(Problem::new(Code::NotReleased, detail));
    }
    Ok((interview, Reader::Candidate))
}
