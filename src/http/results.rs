//! What a submission came to, in the form of another system.

use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::caller::Caller;
use super::extract::{Path, Query};
use super::reply::Json;
use super::submissions::{is_withheld, settled};
use super::{App, Code, Problem};
use crate::interview::SubmissionId;
use crate::store::submissions::Outcome;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    #[param(inline)]
    form: Form,
    /// Seconds to wait for the result, 0 to 25.
    #[param(minimum = 0, maximum = 25)]
    wait: Option<u64>,
}

/// Whose form it is.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Form {
    Gradescope,
    Exercism,
}

/// Read a result as another system's `results.json`
///
/// Gradescope's form, or Exercism's of version 3, with what the candidate may see, whoever asks.
#[utoipa::path(get, path = "/submissions/{id}/results", tag = "interviews",
    params(("id" = String, Path, format = "uuid"), Wanted),
    responses((status = 200, body = Object, description = "An object as the other system documents it")))]
pub async fn read(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<SubmissionId>,
    Query(Wanted { form, wait }): Query<Wanted>,
) -> Result<Json<Value>, Problem> {
    let (found, interview) = settled(&app, &caller, id, wait).await?;
    if is_withheld(&app, &found, &interview, app.clock.now()) {
        let detail = "the result of this submission is not shown (yet)";
        return Err(Problem::new(Code::NotReleased, detail));
    }
    let report = match &found.outcome {
        Some(Outcome::Report { report }) => report.for_candidate(),
        None => {
            let detail = "it is not graded yet: ask again with wait=20";
            return Err(Problem::new(Code::NoReport, detail));
        }
        Some(_) => {
            let detail =
                "it came to no report of cases; GET /submissions/{id} says what it came to";
            return Err(Problem::new(Code::NoReport, detail));
        }
    };
    Ok(Json(match form {
        Form::Gradescope => report.gradescope(),
        Form::Exercism => {
            // What was asked, not what has become of it since.
            let asked = app.library.get(&found.question);
            let asked =
                asked.filter(|question| question.digest.to_string() == report.question_digest);
            report.exercism(asked.as_deref())
        }
    }))
}
