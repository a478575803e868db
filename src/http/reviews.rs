//! What reviewers add to an interview: comments, points along a rubric, adjustments with their reason.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::app::in_interview;
use super::caller::Staff;
use super::command::{Body, Command, Early};
use super::extract::{Path, Received};
use super::questions::question_id;
use super::reply::Json;
use super::report::{CommentView, Reader, ReviewView};
use super::{App, Problem};
use crate::ambient;
use crate::interview::{CommentId, InterviewId, SubmissionId};
use crate::question::{Kind, Points, Question, QuestionId};
use crate::store::interviews::{self, Interview};
use crate::store::reviews::{self, Audience, Comment, Review, Signed};
use crate::store::{Write, people, submissions};

/// A longer one is a document.
const MAX_TEXT: usize = 10_000;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewComment {
    /// On this question; on the whole interview unless given.
    #[schema(value_type = Option<String>, example = "oauth2/scopes")]
    question: Option<QuestionId>,
    /// On this submission to the question.
    #[schema(value_type = Option<String>, format = "uuid")]
    submission: Option<SubmissionId>,
    /// On this line of the submission, from 1.
    #[schema(minimum = 1)]
    line: Option<u32>,
    /// `staff` (unless given), or `candidate`: they see it with their report.
    #[schema(value_type = Option<String>)]
    audience: Option<Audience>,
    #[schema(min_length = 1, max_length = 10000)]
    text: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReview {
    /// Of an explanation: points for each line of its rubric.
    #[schema(value_type = Option<Vec<f64>>)]
    rubric: Option<Vec<Points>>,
    /// Points to add to what was earned, or to take away; 0 unless given.
    #[serde(default)]
    adjustment: f64,
    /// Why; needed for an adjustment.
    #[serde(default)]
    #[schema(max_length = 10000)]
    reason: String,
}

/// Comment on an interview
///
/// On the whole of it, a question, a submission, or a line of one.
#[utoipa::path(post, path = "/interviews/{id}/comments", tag = "reports", request_body = NewComment,
    params(("id" = String, Path, format = "uuid")), responses((status = 201, body = CommentView)))]
pub async fn comment(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<InterviewId>,
    Command { body, key }: Command<NewComment>,
) -> Result<Response, Early> {
    let text = prose("text", &body.text, 1)?;
    let mut doing = app.once(staff.0.person, key).await?;
    let db = &mut doing.db;
    let interview = responsible(db, &staff, id).await?;
    let question = place(db, &interview, &body).await?;
    let comment = Comment {
        id: CommentId::from(ambient::new_id(received)),
        interview: id,
        author: staff.0.person,
        question,
        submission: body.submission,
        line: body.line,
        audience: body.audience.unwrap_or(Audience::Staff),
        text,
        created: received,
    };
    reviews::add_comment(db, &comment).await?;
    let author = people::get(db, staff.0.person).await?;
    let view = CommentView::new(&Signed {
        comment,
        author_name: author.map(|author| author.name).unwrap_or_default(),
    });
    doing.answer(StatusCode::CREATED, &view).await
}

/// Remove a comment
#[utoipa::path(delete, path = "/interviews/{id}/comments/{comment}", tag = "reports",
    params(("id" = String, Path, format = "uuid"), ("comment" = String, Path, format = "uuid")),
    responses((status = 204)))]
pub async fn remove_comment(
    State(app): State<App>,
    staff: Staff,
    Path((id, comment)): Path<(InterviewId, CommentId)>,
) -> Result<Response, Problem> {
    let mut db = app.store.write().await?;
    responsible(&mut db, &staff, id).await?;
    if !reviews::remove_comment(&mut db, id, comment).await? {
        return Err(Problem::not_found(format!("no comment {comment}")));
    }
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Score a question by hand
///
/// An explanation along its rubric; any question by an adjustment with its reason. Takes the place of what was given
/// before.
#[utoipa::path(put, path = "/interviews/{id}/reviews/{topic}/{slug}", tag = "reports", request_body = NewReview,
    params(("id" = String, Path, format = "uuid"), ("topic" = String, Path), ("slug" = String, Path)),
    responses((status = 200, body = ReviewView)))]
pub async fn review(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path((id, topic, slug)): Path<(InterviewId, String, String)>,
    Body(body): Body<NewReview>,
) -> Result<Json<ReviewView>, Problem> {
    let question = question_id((topic, slug))?;
    let reason = prose("reason", &body.reason, 0)?;
    let mut db = app.store.write().await?;
    let interview = responsible(&mut db, &staff, id).await?;
    in_interview(&interview, &question)?;
    let asked = app.question(&question)?;
    if let Some(points) = &body.rubric {
        along(&asked, points)?;
    }
    let review = Review {
        question,
        adjustment: adjustment(&asked, body.adjustment, &reason)?,
        rubric: body.rubric,
        reason,
        author: staff.0.person,
        changed: received,
    };
    reviews::put(&mut db, id, &review).await?;
    db.commit().await?;
    Ok(Json(ReviewView::new(&review, Reader::Staff)))
}

/// An interview of a round that `staff` is responsible for, locked until `db` ends.
pub async fn responsible(
    db: &mut Write,
    staff: &Staff,
    id: InterviewId,
) -> Result<Interview, Problem> {
    let none = || Problem::not_found(format!("no interview {id}"));
    let scope = staff.0.staff_scope().ok_or_else(none)?;
    interviews::lock(db, id, scope).await?.ok_or_else(none)
}

/// The question that the comment is on, if what it names belongs together.
async fn place(
    db: &mut Write,
    interview: &Interview,
    body: &NewComment,
) -> Result<Option<QuestionId>, Problem> {
    if let Some(question) = &body.question {
        in_interview(interview, question)?;
    }
    let Some(id) = body.submission else {
        if body.line.is_some() {
            return Err(Problem::invalid(
                "a line belongs to a submission; name it, too",
            ));
        }
        return Ok(body.question.clone());
    };
    let found = submissions::get(db, id).await?;
    let found = found.filter(|one| one.interview == interview.id);
    let Some(found) = found else {
        return Err(Problem::invalid(format!(
            "the interview has no submission {id}"
        )));
    };
    if body
        .question
        .as_ref()
        .is_some_and(|question| *question != found.question)
    {
        let detail = format!(
            "the submission {id} is to the question '{}'",
            found.question
        );
        return Err(Problem::invalid(detail));
    }
    let lines = found.text.lines().count();
    if body
        .line
        .is_some_and(|line| line == 0 || line as usize > lines)
    {
        let detail = format!("the submission's lines are 1 to {lines}");
        return Err(Problem::invalid(detail));
    }
    Ok(Some(found.question))
}

/// That the points fit the question's rubric.
fn along(question: &Question, points: &[Points]) -> Result<(), Problem> {
    if question.kind != Kind::Explain {
        let detail = format!(
            "a question of kind {} has no rubric; its score can be adjusted",
            question.kind
        );
        return Err(Problem::invalid(detail));
    }
    if points.len() != question.rubric.len() {
        let detail = format!(
            "the rubric has {} lines, and {} numbers of points were given",
            question.rubric.len(),
            points.len()
        );
        return Err(Problem::invalid(detail));
    }
    for (index, (given, line)) in std::iter::zip(points, &question.rubric).enumerate() {
        if *given > Points::whole(line.points) {
            let detail = format!(
                "line {} of the rubric is worth {} points, and {given} were given",
                index + 1,
                line.points
            );
            return Err(Problem::invalid(detail));
        }
    }
    Ok(())
}

/// In hundredths.
fn adjustment(question: &Question, points: f64, reason: &str) -> Result<i64, Problem> {
    let most = f64::from(question.points);
    if !(-most..=most).contains(&points) {
        let detail = format!("the question has {most} points; adjust by -{most} to {most}");
        return Err(Problem::invalid(detail));
    }
    // Within the bounds above, so it fits.
    let hundredths = (points * 100.0).round() as i64;
    if hundredths != 0 && reason.is_empty() {
        return Err(Problem::invalid("an adjustment needs a reason"));
    }
    Ok(hundredths)
}

/// Text of several lines, trimmed.
fn prose(field: &str, text: &str, least: usize) -> Result<String, Problem> {
    let text = text.trim();
    let length = text.chars().count();
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if length < least || length > MAX_TEXT || text.chars().any(odd) {
        let detail = format!(
            "{field} must have {least} to {MAX_TEXT} characters, without control characters"
        );
        return Err(Problem::invalid(detail));
    }
    Ok(text.to_owned())
}
