//! Practice: an interview that somebody gives themselves, without an invite or a name.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::caller::{self, Caller};
use super::command::{Command, Early};
use super::extract::Received;
use super::interviews::InterviewView;
use super::stamp::Stamp;
use super::{App, Code, Problem, presets};
use crate::ambient::{self, Secret, SecretKind};
use crate::interview::{
    InterviewId, Item, MAX_MINUTES, PersonId, Release, Role, RoundSpec, Sitting,
};
use crate::question::QuestionId;
use crate::store::interviews::{self, Interview};
use crate::store::{events, people, tokens};

/// Either `questions` or `preset`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPractice {
    /// Ids, in the order in which they are to be asked.
    #[schema(value_type = Option<Vec<String>>, min_items = 1, max_items = 50, example = json!(["oauth2/scopes"]))]
    questions: Option<Vec<QuestionId>>,
    /// One of `GET /presets`.
    preset: Option<String>,
    /// With a preset that draws questions: the same number draws the same. By chance unless given.
    seed: Option<u32>,
    /// The preset's, or the sum of the questions' own minutes, unless given.
    #[schema(minimum = 1, maximum = 480)]
    minutes: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Practice {
    interview: InterviewView,
    /// Present for one who came without a session: shown once.
    session: Option<SessionToken>,
}

/// What identifies from now on: as `Authorization: Bearer …`. Browsers get it as a cookie, too.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionToken {
    #[schema(example = "viva_ses_…")]
    pub token: String,
    pub expires: Stamp,
}

/// Start a practice interview
///
/// Of questions of one's own choice, or of a preset. Its clock runs at once. One who is not signed in gets a session
/// with it.
#[utoipa::path(post, path = "/practice", tag = "practice", request_body = NewPractice,
    responses((status = 201, body = Practice)))]
pub async fn begin(
    State(app): State<App>,
    caller: Option<Caller>,
    Received(received): Received,
    Command { body, key }: Command<NewPractice>,
) -> Result<Response, Early> {
    if caller
        .as_ref()
        .is_some_and(|caller| caller.role == Role::Candidate)
    {
        return Err(Problem::new(
            Code::Forbidden,
            "this session is for the invited interview alone",
        )
        .into());
    }
    let seed = ambient::new_seed();
    let (title, spec) = spec(&app, body, seed)?;
    let mut doing = match &caller {
        None => app.always().await?,
        Some(caller) => app.once(caller.person, key).await?,
    };
    let (person, session) = match caller {
        Some(caller) => (caller.person, None),
        None => {
            let person = PersonId::from(ambient::new_id(received));
            let nobody = people::Person {
                id: person,
                role: Role::Practice,
                name: String::new(),
                email: None,
                created: received,
                disabled: None,
            };
            people::add(&mut doing.db, &nobody).await?;
            let secret = Secret::new(SecretKind::Session);
            let session =
                caller::new_session(person, &secret, received, received + caller::PRACTICE);
            tokens::add(&mut doing.db, &session).await?;
            (person, Some(secret))
        }
    };
    let interview = Interview {
        id: InterviewId::from(ambient::new_id(received)),
        person,
        round: None,
        invite: None,
        preview: false,
        title,
        extra_percent: 0,
        seed,
        created: received,
        sitting: Sitting::start(received, spec.minutes, 0),
        spec,
    };
    interviews::add(&mut doing.db, &interview).await?;
    for kind in [events::EventKind::Created, events::EventKind::Started] {
        events::add(&mut doing.db, interview.id, received, kind, None, json!({})).await?;
    }
    let view = InterviewView::read(&app, &mut doing.db, &interview, received).await?;
    let shown = Practice {
        interview: view,
        session: session.as_ref().map(|secret| SessionToken {
            token: secret.reveal().to_owned(),
            expires: Stamp(received + caller::PRACTICE),
        }),
    };
    let mut response = doing.answer(StatusCode::CREATED, &shown).await?;
    if let Some(secret) = session {
        let cookie = caller::session_cookie(&secret, caller::PRACTICE, app.settings.is_https());
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What it is called, and what is asked: with `seed`, unless the caller names another.
fn spec(app: &App, body: NewPractice, seed: u64) -> Result<(String, RoundSpec), Problem> {
    match (body.questions, body.preset) {
        (Some(questions), None) if body.seed.is_none() => {
            Ok(("Practice".to_owned(), of(app, questions, body.minutes)?))
        }
        (None, Some(preset)) => {
            let (title, spec) = presets::spec(app, &preset, body.minutes)?;
            let spec = spec.drawn(body.seed.map_or(seed, u64::from));
            Ok((title, spec))
        }
        _ => Err(Problem::invalid(
            "send questions, or a preset (and perhaps a seed)",
        )),
    }
}

/// These questions, each worth its own points.
fn of(app: &App, questions: Vec<QuestionId>, minutes: Option<u32>) -> Result<RoundSpec, Problem> {
    let mut items = Vec::new();
    let mut sum: u32 = 0;
    for id in questions {
        let Ok(question) = app.question(&id) else {
            return Err(Problem::invalid(format!("there is no question '{id}'")));
        };
        sum = sum.saturating_add(question.minutes);
        items.push(Item {
            weight: question.points,
            question: id,
        });
    }
    let minutes = minutes.unwrap_or(sum.clamp(1, MAX_MINUTES));
    let spec = RoundSpec {
        release: Release::Explanations,
        ..RoundSpec::of(items, minutes)
    };
    spec.validate()?;
    Ok(spec)
}
