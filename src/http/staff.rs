//! Staff: who composes rounds and who runs the service. Administrators alone see and change who that is.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Administrator;
use super::command::{Body, Command, Early};
use super::extract::{Path, Query, Received};
use super::links;
use super::reply::{Json, Page, Paging, page};
use super::stamp::Stamp;
use super::{App, Code, Problem};
use crate::ambient;
use crate::interview::contact::{email, line};
use crate::interview::{PersonId, Role};
use crate::store::people::{self, Person};
use crate::store::{Connection, StoreError, tokens};

#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    Administrator,
    Interviewer,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStaff {
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// They sign in with it.
    #[schema(max_length = 254)]
    email: String,
    role: StaffRole,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffChange {
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    role: Option<StaffRole>,
    /// Nothing identifies one who is disabled: sessions, tokens and links end at once, and don't come back.
    disabled: Option<bool>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct StaffView {
    #[schema(format = "uuid")]
    id: String,
    name: String,
    email: Option<String>,
    #[schema(value_type = StaffRole)]
    role: Role,
    created: Stamp,
    disabled: Option<Stamp>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OneTimeLink {
    /// Behind the `#`, where no server's log sees it, is the token. Shown once; null when a request is repeated under
    /// its `Idempotency-Key`.
    link: Option<String>,
    link_expires: Stamp,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedStaff {
    #[serde(flatten)]
    staff: StaffView,
    #[serde(flatten)]
    link: OneTimeLink,
}

/// Invite somebody to the staff
///
/// The answer has the link with which they sign in once and choose a password.
#[utoipa::path(post, path = "/staff", tag = "people", request_body = NewStaff,
    responses((status = 201, body = CreatedStaff)))]
pub async fn create(
    State(app): State<App>,
    Administrator(caller): Administrator,
    Received(received): Received,
    Command { body, key }: Command<NewStaff>,
) -> Result<Response, Early> {
    let person = Person {
        id: PersonId::from(ambient::new_id(received)),
        role: body.role.into(),
        name: line("name", &body.name, 200)?,
        email: Some(email(&body.email)?),
        created: received,
        disabled: None,
    };
    let mut doing = app.once(caller.person, key).await?;
    people::add(&mut doing.db, &person).await.map_err(taken)?;
    let (secret, expires) = links::add(&mut doing.db, person.id, received).await?;
    let view = |link: Option<String>| CreatedStaff {
        staff: StaffView::new(&person),
        link: OneTimeLink {
            link,
            link_expires: expires.into(),
        },
    };
    let link = links::address(&app.settings.public_url, secret.reveal());
    doing
        .answer_hiding(StatusCode::CREATED, &view(Some(link)), &view(None))
        .await
}

/// List the staff
#[utoipa::path(get, path = "/staff", tag = "people", params(Paging), responses((status = 200, body = Page<StaffView>)))]
pub async fn list(
    State(app): State<App>,
    Administrator(_): Administrator,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<StaffView>>, Problem> {
    let (after, limit) = (paging.after()?, paging.limit()?);
    let mut db = app.store.read().await?;
    let found = people::list_staff(&mut db, after, limit + 1).await?;
    let found = found.iter().map(StaffView::new).collect();
    Ok(Json(page(found, limit, |one: &StaffView| one.id.clone())))
}

/// Read one of the staff
#[utoipa::path(get, path = "/staff/{id}", tag = "people", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, body = StaffView)))]
pub async fn read(
    State(app): State<App>,
    Administrator(_): Administrator,
    Path(id): Path<PersonId>,
) -> Result<Json<StaffView>, Problem> {
    let person = one(&mut app.store.read().await?, id).await?;
    Ok(Json(StaffView::new(&person)))
}

/// Change or disable one of the staff
///
/// Not if that would leave the service without an administrator.
#[utoipa::path(patch, path = "/staff/{id}", tag = "people", request_body = StaffChange,
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = StaffView)))]
pub async fn change(
    State(app): State<App>,
    Administrator(_): Administrator,
    Received(received): Received,
    Path(id): Path<PersonId>,
    Body(body): Body<StaffChange>,
) -> Result<Json<StaffView>, Problem> {
    let name = body.name.map(|name| line("name", &name, 200)).transpose()?;
    let mut db = app.store.write().await?;
    let administrators = people::lock_administrators(&mut db).await?;
    let mut person = one(&mut db, id).await?;
    person.name = name.unwrap_or(person.name);
    person.role = body.role.map_or(person.role, Role::from);
    person.disabled = match body.disabled {
        None => person.disabled,
        Some(false) => None,
        Some(true) => Some(person.disabled.unwrap_or(received)),
    };
    let stays = person.role == Role::Administrator && person.disabled.is_none();
    if administrators == [id] && !stays {
        let detail = "make somebody else an administrator first";
        return Err(Problem::new(Code::LastAdministrator, detail));
    }
    people::update(&mut db, &person).await?;
    if person.disabled.is_some() {
        tokens::revoke_all(&mut db, id, received).await?;
    }
    db.commit().await?;
    Ok(Json(StaffView::new(&person)))
}

/// Make a new one-time link
///
/// For one who has lost the password, or the first link. Links from before are good no more.
#[utoipa::path(post, path = "/staff/{id}/link", tag = "people", params(("id" = String, Path, format = "uuid")),
    responses((status = 201, body = OneTimeLink)))]
pub async fn link(
    State(app): State<App>,
    Administrator(caller): Administrator,
    Received(received): Received,
    Path(id): Path<PersonId>,
    Command { key, .. }: Command<super::command::Empty>,
) -> Result<Response, Early> {
    let mut doing = app.once(caller.person, key).await?;
    let person = one(&mut doing.db, id).await?;
    if person.disabled.is_some() {
        return Err(Problem::invalid("nobody signs in who is disabled: enable them first").into());
    }
    let (secret, expires) = links::add(&mut doing.db, id, received).await?;
    let view = |link: Option<String>| OneTimeLink {
        link,
        link_expires: expires.into(),
    };
    let link = links::address(&app.settings.public_url, secret.reveal());
    doing
        .answer_hiding(StatusCode::CREATED, &view(Some(link)), &view(None))
        .await
}

async fn one(db: &mut impl Connection, id: PersonId) -> Result<Person, Problem> {
    let found = people::staff(db, id).await?;
    found.ok_or_else(|| Problem::not_found(format!("nobody of the staff has the id {id}")))
}

fn taken(error: StoreError) -> Problem {
    if error.is_duplicate() {
        let detail = "somebody of the staff has this e-mail address, perhaps one who is disabled";
        return Problem::new(Code::EmailTaken, detail);
    }
    error.into()
}

impl From<StaffRole> for Role {
    fn from(role: StaffRole) -> Role {
        match role {
            StaffRole::Administrator => Role::Administrator,
            StaffRole::Interviewer => Role::Interviewer,
        }
    }
}

impl StaffView {
    fn new(person: &Person) -> Self {
        Self {
            id: person.id.to_string(),
            name: person.name.clone(),
            email: person.email.clone(),
            role: person.role,
            created: person.created.into(),
            disabled: person.disabled.map(Stamp),
        }
    }
}
