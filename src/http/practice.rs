//! Practice: an interview that somebody gives themselves, without an invite or a name.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::caller::{self, Caller};
use super::command::{Command, Once};
use super::extract::Received;
use super::interviews::InterviewView;
use super::stamp::Stamp;
use super::{App, Code, Problem};
use crate::ambient::{self, Secret, SecretKind};
use crate::interview::{
    InterviewId, Item, MAX_MINUTES, PersonId, Release, Role, RoundSpec, Sitting,
};
use crate::question::QuestionId;
use crate::store::interviews::{self, Interview};
use crate::store::{events, people, tokens};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPractice {
    /// Ids, in the order in which they are to be asked.
    #[schema(value_type = Vec<String>, min_items = 1, max_items = 50, example = json!(["oauth2/scopes"]))]
    questions: Vec<QuestionId>,
    /// The sum of the questions' own minutes unless given.
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
/// Its clock runs at once. One who is not signed in gets a session with it.
#[utoipa::path(post, path = "/practice", tag = "practice", request_body = NewPractice,
    responses((status = 201, body = Practice)))]
pub async fn begin(
    State(app): State<App>,
    caller: Option<Caller>,
    Received(received): Received,
    Command { body, key }: Command<NewPractice>,
) -> Result<Response, Problem> {
    if caller
        .as_ref()
        .is_some_and(|caller| caller.role == Role::Candidate)
    {
        return Err(Problem::new(
            Code::Forbidden,
            "this session is for the invited interview alone",
        ));
    }
    let spec = spec(&app, &body)?;
    let mut doing = match &caller {
        None => app.always().await?,
        Some(caller) => match app.once(caller.person, key).await? {
            Once::Replay(response) => return Ok(response),
            Once::Do(doing) => doing,
        },
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
                caller::new_session(person, &secret, received, received + caller::SESSION);
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
        title: "Practice".to_owned(),
        extra_percent: 0,
        seed: ambient::new_seed(),
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
            expires: Stamp(received + caller::SESSION),
        }),
    };
    let mut response = doing.answer(StatusCode::CREATED, &shown).await?;
    if let Some(secret) = session {
        let cookie = caller::session_cookie(&secret, caller::SESSION, app.settings.is_https());
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}

fn spec(app: &App, body: &NewPractice) -> Result<RoundSpec, Problem> {
    let mut items = Vec::new();
    let mut minutes: u32 = 0;
    for id in &body.questions {
        let Ok(question) = app.question(id) else {
            return Err(Problem::invalid(format!("there is no question '{id}'")));
        };
        minutes = minutes.saturating_add(question.minutes);
        items.push(Item {
            question: id.clone(),
            weight: question.points,
        });
    }
    let minutes = body.minutes.unwrap_or(minutes.clamp(1, MAX_MINUTES));
    let spec = RoundSpec {
        release: Release::Explanations,
        ..RoundSpec::of(items, minutes)
    };
    spec.validate()?;
    Ok(spec)
}
