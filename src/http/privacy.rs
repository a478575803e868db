//! What is stored about a person: all of it to take away, and its erasure.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::caller::{self, Caller, Staff};
use super::events::EventView;
use super::extract::{Path, Received};
use super::interviews::{DraftView, InterviewSummary};
use super::reply::Json;
use super::report::{CommentView, InterviewReport, Reader};
use super::stamp::Stamp;
use super::submissions::SubmissionView;
use super::{App, Code, Problem};
use crate::interview::{PersonId, Phase, Release, Role, Time};
use crate::store::interviews::Interview;
use crate::store::people::Person;
use crate::store::reviews::{self, Audience};
use crate::store::submissions::{Kind, Submission};
use crate::store::{Connection, belongings, drafts, erase, events, people, submissions};

/// Everything that is stored about one person.
#[derive(Debug, Serialize, ToSchema)]
pub struct Export {
    person: ExportedPerson,
    exported: Stamp,
    /// The first first.
    interviews: Vec<ExportedInterview>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ExportedPerson {
    #[schema(format = "uuid")]
    id: String,
    #[schema(value_type = String)]
    role: Role,
    name: String,
    email: Option<String>,
    created: Stamp,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ExportedInterview {
    interview: InterviewSummary,
    drafts: Vec<ExportedDraft>,
    submissions: Vec<ExportedSubmission>,
    runs: Vec<ExportedSubmission>,
    events: Vec<EventView>,
    comments: Vec<CommentView>,
    /// As at `/interviews/{id}/report`, hints and reviews included; null where the caller may not see it (yet).
    report: Option<InterviewReport>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ExportedDraft {
    question: String,
    #[serde(flatten)]
    draft: DraftView,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ExportedSubmission {
    #[serde(flatten)]
    submission: SubmissionView,
    text: String,
    /// Of a run: the candidate's own program.
    scratch: Option<String>,
}

/// What erasing did: how many rows went, and how many stayed without a name for the round's numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Erasure {
    /// Gone.
    deleted: Deleted,
    /// Emptied of everything but numbers.
    anonymized: Anonymized,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Deleted {
    people: u64,
    interviews: u64,
    submissions: u64,
    runs: u64,
    drafts: u64,
    events: u64,
    comments: u64,
    tokens: u64,
    /// Messages for webhooks, sent or not.
    deliveries: u64,
}

/// Of a round's interviews stay the times, each submission's score with its question's digest, the hints' prices and
/// the reviewers' points.
#[derive(Debug, Serialize, ToSchema)]
pub struct Anonymized {
    people: u64,
    interviews: u64,
    submissions: u64,
}

/// Export one's own data
///
/// Everything that is stored about the caller, as far as the rounds they sat show results.
#[utoipa::path(get, path = "/me/export", tag = "privacy", responses((status = 200, body = Export)))]
pub async fn export_own(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
) -> Result<Json<Export>, Problem> {
    let mut db = app.store.read().await?;
    let person = stored(&mut db, caller.person).await?;
    export(&app, &mut db, person, Reader::Candidate, received)
        .await
        .map(Json)
}

/// Erase one's own data
///
/// For those who practise without a name: everything is deleted, the session with it. An invited candidate asks who
/// invited them.
#[utoipa::path(delete, path = "/me", tag = "privacy", responses((status = 200, body = Erasure)))]
pub async fn erase_own(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
) -> Result<Response, Problem> {
    if caller.role != Role::Practice {
        let detail = match caller.role {
            Role::Candidate => "ask who invited you: they can erase your data",
            _ => "an administrator disables staff; what they composed stays",
        };
        return Err(Problem::new(Code::Forbidden, detail));
    }
    let mut db = app.store.write().await?;
    let erased = erase::person(&mut db, caller.person, received).await?;
    db.commit().await?;
    let cookie = caller::no_cookie(app.settings.is_https());
    let mut response = Json(Erasure::from(erased)).into_response();
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

/// Export a candidate's data
///
/// Everything that is stored about somebody whom the caller invited; an administrator exports anybody's.
#[utoipa::path(get, path = "/people/{id}/export", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, body = Export)))]
pub async fn export_person(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<PersonId>,
) -> Result<Json<Export>, Problem> {
    let mut db = app.store.read().await?;
    let person = candidate(&mut db, &staff, id).await?;
    export(&app, &mut db, person, Reader::Staff, received)
        .await
        .map(Json)
}

/// Erase a candidate's data
///
/// Their name, address, sessions, texts, drafts, runs, comments, time line and what webhooks were told go; of a round's interviews the numbers
/// stay, with nobody's name on them. This can't be undone.
#[utoipa::path(delete, path = "/people/{id}", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, body = Erasure)))]
pub async fn erase_person(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<PersonId>,
) -> Result<(StatusCode, Json<Erasure>), Problem> {
    let mut db = app.store.write().await?;
    candidate(&mut db, &staff, id).await?;
    let erased = erase::person(&mut db, id, received).await?;
    db.commit().await?;
    tracing::info!(person = %id, by = %staff.0.person, "erased");
    Ok((StatusCode::OK, Json(erased.into())))
}

/// Somebody who is not staff, and whom `staff` is responsible for.
async fn candidate(
    db: &mut impl Connection,
    staff: &Staff,
    id: PersonId,
) -> Result<Person, Problem> {
    let none = || Problem::not_found(format!("no candidate {id}"));
    if let Some(owner) = staff.owner() {
        let invited = belongings::invited_by(db, id, owner).await?;
        invited.ok_or_else(none)?;
    }
    let person = people::get(db, id).await?;
    person.filter(|one| !one.role.is_staff()).ok_or_else(none)
}

async fn stored(db: &mut impl Connection, id: PersonId) -> Result<Person, Problem> {
    let person = people::get(db, id).await?;
    person.ok_or_else(|| Problem::not_found("nothing is stored about you"))
}

async fn export(
    app: &App,
    db: &mut impl Connection,
    person: Person,
    reader: Reader,
    now: Time,
) -> Result<Export, Problem> {
    let mut exported = Vec::new();
    for interview in belongings::interviews(db, person.id).await? {
        exported.push(one(app, db, &interview, reader, now).await?);
    }
    Ok(Export {
        person: ExportedPerson {
            id: person.id.to_string(),
            role: person.role,
            name: person.name,
            email: person.email,
            created: person.created.into(),
        },
        exported: now.into(),
        interviews: exported,
    })
}

async fn one(
    app: &App,
    db: &mut impl Connection,
    interview: &Interview,
    reader: Reader,
    now: Time,
) -> Result<ExportedInterview, Problem> {
    let id = interview.id;
    let over = interview.sitting.phase(now) == Phase::Over;
    let shown = reader == Reader::Staff || (over && interview.spec.release != Release::Nothing);
    let report = match shown {
        false => None,
        true => Some(InterviewReport::read(app, db, interview, reader, now).await?),
    };
    let comments = reviews::comments(db, id).await?;
    let comments = comments.iter().filter(|one| {
        reader == Reader::Staff || (shown && one.comment.audience == Audience::Candidate)
    });
    let drafts = drafts::list(db, id).await?.into_iter();
    let submission = |one: &Submission| ExportedSubmission {
        submission: submission(app, one, interview, (reader, now)),
        text: one.text.clone(),
        scratch: one.scratch.clone(),
    };
    Ok(ExportedInterview {
        interview: InterviewSummary::new(interview, now),
        drafts: drafts
            .map(|draft| ExportedDraft {
                question: draft.question.to_string(),
                draft: DraftView {
                    text: draft.text,
                    version: draft.version,
                    saved: draft.saved.into(),
                },
            })
            .collect(),
        submissions: submissions::list(db, id, Kind::Submission)
            .await?
            .iter()
            .map(submission)
            .collect(),
        runs: submissions::list(db, id, Kind::Run)
            .await?
            .iter()
            .map(submission)
            .collect(),
        events: events::list(db, id, 0, u32::MAX)
            .await?
            .into_iter()
            .map(EventView::from)
            .collect(),
        comments: comments.map(CommentView::new).collect(),
        report,
    })
}

fn submission(
    app: &App,
    one: &Submission,
    interview: &Interview,
    (reader, now): (Reader, Time),
) -> SubmissionView {
    let mut view = SubmissionView::for_candidate(app, one, interview, now);
    if reader == Reader::Staff {
        let whole = one
            .outcome
            .as_ref()
            .map(|outcome| serde_json::json!(outcome));
        view.outcome = whole as Option<Value>;
    }
    view
}

impl From<erase::Erased> for Erasure {
    fn from(erased: erase::Erased) -> Self {
        Self {
            deleted: Deleted {
                people: erased.people_deleted,
                interviews: erased.interviews_deleted,
                submissions: erased.submissions_deleted,
                runs: erased.runs_deleted,
                drafts: erased.drafts_deleted,
                events: erased.events_deleted,
                comments: erased.comments_deleted,
                tokens: erased.tokens_deleted,
                deliveries: erased.deliveries_deleted,
            },
            anonymized: Anonymized {
                people: erased.people_anonymized,
                interviews: erased.interviews_anonymized,
                submissions: erased.submissions_anonymized,
            },
        }
    }
}
