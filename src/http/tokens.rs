//! Tokens with which programs act for one of the staff.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Staff;
use super::command::{Command, Early};
use super::extract::{Path, Query, Received};
use super::reply::{Json, Page, Paging, page};
use super::stamp::Stamp;
use super::{App, Problem};
use crate::ambient::{self, Secret, SecretKind};
use crate::interview::contact::line;
use crate::interview::{Span, TokenId};
use crate::store::tokens::{self, ApiToken, NewToken, TokenKind};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApiToken {
    /// What it is for.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// 90 unless given.
    #[schema(minimum = 1, maximum = 366)]
    expires_days: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TokenView {
    #[schema(format = "uuid")]
    id: String,
    name: String,
    created: Stamp,
    expires: Option<Stamp>,
    revoked: Option<Stamp>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedToken {
    #[serde(flatten)]
    view: TokenView,
    /// Shown once; null when a request is repeated under its `Idempotency-Key`.
    #[schema(example = "viva_api_…")]
    token: Option<String>,
}

/// Create a token for a program
///
/// It may do what its owner may, but for passwords and further tokens: those need a person's session (`forbidden`).
#[utoipa::path(post, path = "/tokens", tag = "people", request_body = NewApiToken,
    responses((status = 201, body = CreatedToken)))]
pub async fn create(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Command { body, key }: Command<NewApiToken>,
) -> Result<Response, Early> {
    let caller = staff.0.in_person()?;
    let name = line("name", &body.name, 100)?;
    let days = body.expires_days.unwrap_or(90);
    if !(1..=366).contains(&days) {
        return Err(Problem::invalid("expires_days is from 1 to 366").into());
    }
    let mut doing = app.once(caller.person, key).await?;
    let secret = Secret::new(SecretKind::Api);
    let new = NewToken {
        digest: secret.digest(),
        id: ambient::new_id(received).to_string(),
        person: caller.person,
        kind: TokenKind::Api,
        name,
        created: received,
        expires: Some(received + Span::from_hours(24 * days)),
    };
    tokens::add(&mut doing.db, &new).await?;
    let view = |token: Option<&str>| CreatedToken {
        view: TokenView {
            id: new.id.clone(),
            name: new.name.clone(),
            created: new.created.into(),
            expires: new.expires.map(Stamp),
            revoked: None,
        },
        token: token.map(str::to_owned),
    };
    doing
        .answer_hiding(
            StatusCode::CREATED,
            &view(Some(secret.reveal())),
            &view(None),
        )
        .await
}

/// List one's programs' tokens
#[utoipa::path(get, path = "/tokens", tag = "people", params(Paging), responses((status = 200, body = Page<TokenView>)))]
pub async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<TokenView>>, Problem> {
    let (after, limit) = (paging.after::<TokenId>()?, paging.limit()?);
    let mut db = app.store.read().await?;
    let after = after.map(|after| after.to_string());
    let found = tokens::list_api(&mut db, staff.0.person, after, limit + 1).await?;
    let found = found.into_iter().map(TokenView::from).collect();
    Ok(Json(page(found, limit, |one: &TokenView| one.id.clone())))
}

/// Revoke a program's token
///
/// At once, and for good. One that was revoked before stays so.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "people", params(("id" = String, Path, format = "uuid")),
    responses((status = 204)))]
pub async fn revoke(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<TokenId>,
) -> Result<StatusCode, Problem> {
    let mut db = app.store.write().await?;
    let found = tokens::revoke_api(&mut db, staff.0.person, &id.to_string(), received).await?;
    if !found {
        return Err(Problem::not_found(format!("no token {id}")));
    }
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<ApiToken> for TokenView {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id,
            name: token.name,
            created: token.created.into(),
            expires: token.expires.map(Stamp),
            revoked: token.revoked.map(Stamp),
        }
    }
}
