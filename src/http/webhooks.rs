//! Webhooks: where staff want to be told what happens in their rounds.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::caller::Staff;
use super::command::{Command, Early, Empty};
use super::extract::{Path, Query, Received};
use super::reply::{Json, Page, Paging, page};
use super::rounds::owned;
use super::stamp::Stamp;
use super::{App, Code, Problem};
use crate::ambient;
use crate::hooks::{Refusal, sign};
use crate::interview::{DeliveryId, RoundId, WebhookId};
use crate::store::Connection;
use crate::store::deliveries::{self, Attempt, Delivery, Progress};
use crate::store::webhooks::{self, Topic, Webhook};

/// Webhooks of one person; nobody has so many receivers.
const MOST: u64 = 50;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// An address of the public internet, beginning with `https://`.
    #[schema(max_length = 2000, example = "https://example.com/viva")]
    url: String,
    /// Of this round alone; of all that one has, also later ones, unless given.
    #[schema(value_type = Option<String>, format = "uuid")]
    round: Option<RoundId>,
    /// `interview.started`, `interview.submitted`, `interview.finished`; all of them unless given.
    #[schema(value_type = Option<Vec<String>>, min_items = 1, max_items = 3, example = json!(["interview.finished"]))]
    events: Option<Vec<Topic>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookView {
    #[schema(format = "uuid")]
    id: String,
    url: String,
    #[schema(format = "uuid")]
    round: Option<String>,
    #[schema(value_type = Vec<String>)]
    events: Vec<Topic>,
    created: Stamp,
    /// Since when nothing has been taken; after five days it is disabled.
    failing: Option<Stamp>,
    /// Nothing is sent any more until it is enabled again.
    disabled: Option<Stamp>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedWebhook {
    #[serde(flatten)]
    webhook: WebhookView,
    /// Signs the messages; shown once. Null when a request is repeated under its `Idempotency-Key`.
    #[schema(example = "whsec_…")]
    secret: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryView {
    /// Also the message's `webhook-id`, the same for all attempts.
    #[schema(format = "uuid")]
    id: String,
    #[schema(value_type = String)]
    event: Topic,
    created: Stamp,
    /// `queued`, `running`, `delivered`, or `given_up`.
    #[schema(value_type = String)]
    state: Progress,
    /// When it is sent next, while queued.
    due: Option<Stamp>,
    done: Option<Stamp>,
    /// The message as it is sent.
    #[schema(value_type = Object)]
    body: Value,
    /// In order.
    attempts: Vec<AttemptView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptView {
    at: Stamp,
    millis: u64,
    /// What the receiver answered, if it did.
    status: Option<u16>,
    /// Why it did not count; null is success.
    error: Option<String>,
}

/// Register a webhook
///
/// Messages are `POST`ed as JSON: `{"type": "interview.submitted", "timestamp": …, "data": {"interview", "round",
/// "candidate", "question", "detail"}}`, ids without names or answers. Any answer 2xx within 15 seconds takes a message;
/// else it is sent again, twelve times in about a day and a half. Redirects are not followed. A webhook that has taken
/// nothing for five days is disabled.
///
/// To verify a message: the header `webhook-signature` is `v1,` and the base64 of the HMAC-SHA256 of
/// `{webhook-id}.{webhook-timestamp}.{body}`, keyed with the bytes whose base64 follows `whsec_` in the secret. Compare in
/// constant time, refuse a `webhook-timestamp` (Unix seconds) more than five minutes away, and pass over a `webhook-id`
/// that came before: messages may come twice, and in another order than what they tell of happened. (These are the headers of Standard Webhooks.)
#[utoipa::path(post, path = "/webhooks", tag = "webhooks", request_body = NewWebhook,
    responses((status = 201, body = CreatedWebhook)))]
pub async fn create(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Command { body, key }: Command<NewWebhook>,
) -> Result<Response, Early> {
    let policy = app.settings.webhook_policy;
    let url = policy.parse(&body.url)?;
    policy.resolve(&url).await?;
    let mut topics = body.events.unwrap_or_else(|| Topic::ALL.to_vec());
    topics.sort_by_key(|topic| topic.as_str());
    topics.dedup();
    if topics.is_empty() {
        return Err(Problem::invalid("events names at least one").into());
    }
    let mut doing = app.once(staff.0.person, key).await?;
    if let Some(round) = body.round {
        owned(&mut doing.db, &staff, round).await?;
    }
    if webhooks::count(&mut doing.db, staff.0.person).await? >= MOST {
        let detail = format!("one person may have {MOST} webhooks; delete one first");
        return Err(Problem::new(Code::TooMany, detail).into());
    }
    let webhook = Webhook {
        id: WebhookId::from(ambient::new_id(received)),
        owner: staff.0.person,
        round: body.round,
        url: url.into(),
        topics,
        created: received,
        failing: None,
        disabled: None,
    };
    let secret = sign::new_secret();
    webhooks::add(&mut doing.db, &webhook, &secret).await?;
    let view = |secret: Option<&str>| CreatedWebhook {
        webhook: WebhookView::new(&webhook),
        secret: secret.map(str::to_owned),
    };
    let shown = view(Some(&secret));
    doing
        .answer_hiding(StatusCode::CREATED, &shown, &view(None))
        .await
}

/// List webhooks
///
/// One's own; an administrator's list has everybody's.
#[utoipa::path(get, path = "/webhooks", tag = "webhooks", params(Paging),
    responses((status = 200, body = Page<WebhookView>)))]
pub async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<WebhookView>>, Problem> {
    let (before, limit) = (paging.after()?, paging.limit()?);
    let mut db = app.store.read().await?;
    let found = webhooks::list(&mut db, staff.owner(), before, limit + 1).await?;
    let found = found.iter().map(WebhookView::new).collect();
    Ok(Json(page(found, limit, |one: &WebhookView| one.id.clone())))
}

/// Read a webhook
#[utoipa::path(get, path = "/webhooks/{id}", tag = "webhooks", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, body = WebhookView)))]
pub async fn read(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<WebhookId>,
) -> Result<Json<WebhookView>, Problem> {
    let mut db = app.store.read().await?;
    let webhook = one(&mut db, &staff, id).await?;
    Ok(Json(WebhookView::new(&webhook)))
}

/// Delete a webhook
///
/// With what was sent, and what was to be sent.
#[utoipa::path(delete, path = "/webhooks/{id}", tag = "webhooks", params(("id" = String, Path, format = "uuid")),
    responses((status = 204)))]
pub async fn remove(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<WebhookId>,
) -> Result<Response, Problem> {
    let mut db = app.store.write().await?;
    one(&mut db, &staff, id).await?;
    webhooks::remove(&mut db, id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Enable a webhook again
///
/// What was queued when it was disabled is sent as well.
#[utoipa::path(post, path = "/webhooks/{id}/enable", tag = "webhooks",
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = WebhookView)))]
pub async fn enable(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<WebhookId>,
    Command { key, .. }: Command<Empty>,
) -> Result<Response, Early> {
    let mut doing = app.once(staff.0.person, key).await?;
    one(&mut doing.db, &staff, id).await?;
    webhooks::enable(&mut doing.db, id).await?;
    let webhook = one(&mut doing.db, &staff, id).await?;
    doing
        .answer(StatusCode::OK, &WebhookView::new(&webhook))
        .await
}

/// List what was sent to a webhook
///
/// Newest first, with every attempt; kept for 30 days.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", tag = "webhooks",
    params(("id" = String, Path, format = "uuid"), Paging), responses((status = 200, body = Page<DeliveryView>)))]
pub async fn deliveries(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<WebhookId>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<DeliveryView>>, Problem> {
    let (before, limit) = (paging.after()?, paging.limit()?);
    let mut db = app.store.read().await?;
    one(&mut db, &staff, id).await?;
    let found = deliveries::list(&mut db, id, before, limit + 1).await?;
    let found = found.iter().map(DeliveryView::new).collect();
    Ok(Json(page(found, limit, |one: &DeliveryView| {
        one.id.clone()
    })))
}

/// Send a message again
///
/// At once, and then like a new one. To a disabled webhook it is sent when that is enabled.
#[utoipa::path(post, path = "/webhooks/{id}/deliveries/{delivery}/redeliver", tag = "webhooks",
    params(("id" = String, Path, format = "uuid"), ("delivery" = String, Path, format = "uuid")),
    responses((status = 202, body = DeliveryView)))]
pub async fn redeliver(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path((id, delivery)): Path<(WebhookId, DeliveryId)>,
    Command { key, .. }: Command<Empty>,
) -> Result<Response, Early> {
    let mut doing = app.once(staff.0.person, key).await?;
    one(&mut doing.db, &staff, id).await?;
    let missing = || Problem::not_found(format!("no delivery {delivery}"));
    let before = deliveries::get(&mut doing.db, id, delivery).await?;
    before.ok_or_else(missing)?;
    // One that is on its way right now needs no second.
    deliveries::again(&mut doing.db, delivery, received).await?;
    let after = deliveries::get(&mut doing.db, id, delivery).await?;
    let after = after.ok_or_else(missing)?;
    doing
        .answer(StatusCode::ACCEPTED, &DeliveryView::new(&after))
        .await
}

/// A webhook that `staff` is responsible for.
async fn one(db: &mut impl Connection, staff: &Staff, id: WebhookId) -> Result<Webhook, Problem> {
    let found = webhooks::get(db, id, staff.owner()).await?;
    found.ok_or_else(|| Problem::not_found(format!("no webhook {id}")))
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Problem::new(Code::AddressRefused, refusal.to_string())
    }
}

impl WebhookView {
    fn new(webhook: &Webhook) -> Self {
        Self {
            id: webhook.id.to_string(),
            url: webhook.url.clone(),
            round: webhook.round.map(|round| round.to_string()),
            events: webhook.topics.clone(),
            created: webhook.created.into(),
            failing: webhook.failing.map(Stamp),
            disabled: webhook.disabled.map(Stamp),
        }
    }
}

impl DeliveryView {
    fn new(delivery: &Delivery) -> Self {
        Self {
            id: delivery.id.to_string(),
            event: delivery.topic,
            created: delivery.created.into(),
            state: delivery.progress,
            due: (delivery.progress == Progress::Queued).then(|| delivery.due.into()),
            done: delivery.done.map(Stamp),
            body: serde_json::from_str(&delivery.body).unwrap_or_default(),
            attempts: delivery.attempts.iter().map(AttemptView::new).collect(),
        }
    }
}

impl AttemptView {
    fn new(attempt: &Attempt) -> Self {
        Self {
            at: attempt.at.into(),
            millis: attempt.millis,
            status: attempt.status,
            error: attempt.error.clone(),
        }
    }
}
