//! One-time links, with which staff sign in without a password: at first, and when it is lost.

use crate::ambient::{self, Clock, Secret, SecretKind};
use crate::interview::{PersonId, Role, Span, Time};
use crate::store::tokens::{self, NewToken, TokenKind};
use crate::store::{Store, StoreError, Write, people};

/// How long a link may lie about.
const LIFE: Span = Span::from_hours(24);

/// A link for `person`, who signs in with it once within a day. Those from before are good no more.
pub async fn add(
    db: &mut Write,
    person: PersonId,
    now: Time,
) -> Result<(Secret, Time), StoreError> {
    tokens::revoke_links(db, person, now).await?;
    let secret = Secret::new(SecretKind::Link);
    let expires = now + LIFE;
    let token = NewToken {
        digest: secret.digest(),
        id: ambient::new_id(now).to_string(),
        person,
        kind: TokenKind::Link,
        name: String::new(),
        created: now,
        expires: Some(expires),
    };
    tokens::add(db, &token).await?;
    Ok((secret, expires))
}

/// A link with which the first administrator signs in, as long as none ever has: a new one at each start, so that one
/// lost in a scrolled terminal does no harm.
pub async fn first_link(store: &Store, clock: &dyn Clock) -> Result<Option<Secret>, StoreError> {
    let mut db = store.write().await?;
    // Nodes may start at the same time.
    db.alone("first administrator").await?;
    if tokens::any_signed_in(&mut db, Role::Administrator).await? {
        return Ok(None);
    }
    let secret = for_an_administrator(&mut db, clock.now()).await?;
    db.commit().await?;
    Ok(Some(secret))
}

/// A link for whoever holds the machine: to be administrator, whatever was lost. Goes to the first administrator who
/// is not disabled; if there is none, to a new one.
pub async fn administrator_link(store: &Store, clock: &dyn Clock) -> Result<Secret, StoreError> {
    let mut db = store.write().await?;
    let secret = for_an_administrator(&mut db, clock.now()).await?;
    db.commit().await?;
    Ok(secret)
}

async fn for_an_administrator(db: &mut Write, now: Time) -> Result<Secret, StoreError> {
    let person = match people::lock_administrators(db).await?.first() {
        Some(person) => *person,
        None => {
            let person = people::Person {
                id: PersonId::from(ambient::new_id(now)),
                role: Role::Administrator,
                name: "Administrator".to_owned(),
                email: None,
                created: now,
                disabled: None,
            };
            people::add(db, &person).await?;
            person.id
        }
    };
    Ok(add(db, person, now).await?.0)
}

/// The address that leads to signing in with `secret`.
pub fn address(public_url: &str, secret: &str) -> String {
    format!("{public_url}/sign-in#{secret}")
}
