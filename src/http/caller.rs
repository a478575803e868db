//! Who calls: a bearer token or the session's cookie, looked up for each request.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};

use super::{App, Code, Problem};
use crate::ambient::{Secret, digest_of};
use crate::interview::{PersonId, Role, Span, Time};
use crate::store::interviews::Scope;
use crate::store::tokens::{self, TokenKind};

/// The session's cookie.
const NAME: &str = "viva_session";

/// How long a session lasts; an interview with all its extra time fits into it.
pub const SESSION: Span = Span::from_hours(24);

/// Of one who practises without an account: their browser's only way back to what they sat.
pub const PRACTICE: Span = Span::from_hours(90 * 24);

/// Somebody the service knows. What they may do is the handlers' to ask, through the types below.
#[derive(Debug, Clone)]
pub struct Caller {
    pub person: PersonId,
    pub role: Role,
    /// The id of the token that identified them.
    pub token: String,
    pub kind: TokenKind,
}

/// A caller who is an interviewer or an administrator.
#[derive(Debug, Clone)]
pub struct Staff(pub Caller);

/// A caller who is an administrator.
#[derive(Debug, Clone)]
pub struct Administrator(pub Caller);

impl Caller {
    /// A person with a session of their own; a program can't get at what keeps it in check.
    pub fn in_person(&self) -> Result<&Self, Problem> {
        match self.kind {
            TokenKind::Session => Ok(self),
            _ => Err(Problem::new(
                Code::Forbidden,
                "a program's token can't do this: sign in",
            )),
        }
    }

    /// Which interviews and rounds they are responsible for; `None` unless staff.
    pub fn staff_scope(&self) -> Option<Scope> {
        match self.role {
            Role::Administrator => Some(Scope::Everything),
            Role::Interviewer => Some(Scope::Owner(self.person)),
            Role::Candidate | Role::Practice => None,
        }
    }
}

impl Staff {
    /// Whose rounds they see: `None` is everybody's.
    pub fn owner(&self) -> Option<PersonId> {
        match self.0.role {
            Role::Administrator => None,
            _ => Some(self.0.person),
        }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        find(parts, app).await?.ok_or_else(|| {
            Problem::new(
                Code::NotSignedIn,
                "send a session's or a program's token: Authorization: Bearer viva_…",
            )
        })
    }
}

impl OptionalFromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        find(parts, app).await
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = <Caller as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        if caller.role.is_staff() {
            return Ok(Self(caller));
        }
        Err(Problem::new(
            Code::Forbidden,
            "this is for interviewers and administrators",
        ))
    }
}

impl FromRequestParts<App> for Administrator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = <Caller as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        match caller.role {
            Role::Administrator => Ok(Self(caller)),
            _ => Err(Problem::new(
                Code::Forbidden,
                "this is for administrators alone",
            )),
        }
    }
}

/// `None` if nothing was presented. A token that is not good is an error, so that nobody goes on unknown by mistake;
/// a cookie that is not good is passed over: browsers keep sending it.
async fn find(parts: &Parts, app: &App) -> Result<Option<Caller>, Problem> {
    if let Some(caller) = parts.extensions.get::<Caller>() {
        return Ok(Some(caller.clone()));
    }
    let token = match bearer(&parts.headers)? {
        Some(token) => token,
        None => match cookie(&parts.headers) {
            Some(token) => {
                same_site(parts, &app.settings.public_url)?;
                token
            }
            None => return Ok(None),
        },
    };
    let now = app.clock.now();
    let mut db = app.store.read().await?;
    let found = tokens::identify(&mut db, &digest_of(token), now).await?;
    drop(db);
    match found {
        Some(found) => {
            app.rates.person(found.person, now)?;
            Ok(Some(Caller {
                person: found.person,
                role: found.role,
                token: found.token,
                kind: found.kind,
            }))
        }
        None if bearer(&parts.headers)?.is_some() => Err(Problem::new(
            Code::NotSignedIn,
            "the token is unknown, revoked or expired",
        )),
        None => Ok(None),
    }
}

fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Ok(None);
    };
    let token = value.to_str().ok().and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme
            .eq_ignore_ascii_case("bearer")
            .then_some(token.trim())
    });
    match token {
        Some(token) => Ok(Some(token)),
        None => Err(Problem::new(
            Code::NotSignedIn,
            "the Authorization header is not 'Bearer TOKEN'",
        )),
    }
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == NAME).then_some(value))
}

/// A cookie is sent by the browser, whoever wrote the page: what changes something must come from our own. Browsers
/// say from where it comes, in one header or the other; who says nothing is no browser, and has no need of a cookie.
fn same_site(parts: &Parts, public_url: &str) -> Result<(), Problem> {
    if [Method::GET, Method::HEAD, Method::OPTIONS].contains(&parts.method) {
        return Ok(());
    }
    let header = |name| {
        let value = parts.headers.get(name);
        value.map(|value: &HeaderValue| value.to_str().unwrap_or_default())
    };
    let ours = match (header("origin"), header("sec-fetch-site")) {
        // A page reached under another name than the public one is ours all the same if it asks where it came from.
        (Some(origin), site) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            let own = origin == public_url || (host.is_some() && host == header("host"));
            own && site.is_none_or(|site| site == "same-origin")
        }
        (None, Some(site)) => site == "same-origin",
        (None, None) => false,
    };
    if ours {
        return Ok(());
    }
    Err(Problem::new(
        Code::CrossSite,
        "with a cookie, requests that change something are taken from the service's own pages alone (Origin); \
         programs send Authorization: Bearer",
    ))
}

/// `Set-Cookie` for a session that ends after `span`.
pub fn session_cookie(token: &Secret, span: Span, https: bool) -> HeaderValue {
    let seconds = span.as_millis() / 1000;
    let pair = format!("{NAME}={}; Max-Age={seconds}", token.reveal());
    set_cookie(&pair, https)
}

/// `Set-Cookie` that makes a browser forget it.
pub fn no_cookie(https: bool) -> HeaderValue {
    set_cookie(&format!("{NAME}=; Max-Age=0"), https)
}

fn set_cookie(pair: &str, https: bool) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    let text = format!("{pair}; Path=/; HttpOnly; SameSite=Lax{secure}");
    // Tokens are base64 and the rest is ours: always a legal header.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// A new session for `person`, to be stored and shown once.
pub fn new_session(
    person: PersonId,
    secret: &Secret,
    now: Time,
    expires: Time,
) -> tokens::NewToken {
    tokens::NewToken {
        digest: secret.digest(),
        id: crate::ambient::new_id(now).to_string(),
        person,
        kind: TokenKind::Session,
        name: String::new(),
        created: now,
        expires: Some(expires),
    }
}
