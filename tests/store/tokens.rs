//! Tokens: by digest, for a time, links once.

use viva::ambient::{Clock as _, Secret, SecretKind, new_id};
use viva::interview::{Role, Span};
use viva::store::tokens::{self, NewToken, TokenKind};

use super::world::World;

impl World {
    pub async fn token(&self, kind: TokenKind) -> (Secret, NewToken) {
        let now = self.clock.now();
        let secret = Secret::new(SecretKind::Session);
        let token = NewToken {
            digest: secret.digest(),
            id: new_id(now).to_string(),
            person: self.person(Role::Interviewer).await,
            kind,
            name: String::new(),
            created: now,
            expires: Some(now + Span::from_minutes(5)),
        };
        let mut db = self.store.write().await.unwrap();
        tokens::add(&mut db, &token).await.unwrap();
        db.commit().await.unwrap();
        (secret, token)
    }

    async fn identifies(&self, secret: &Secret) -> bool {
        let mut db = self.store.read().await.unwrap();
        let found = tokens::identify(&mut db, &secret.digest(), self.clock.now())
            .await
            .unwrap();
        found.is_some()
    }
}

#[tokio::test]
async fn a_session_identifies_until_it_expires_or_is_revoked() {
    let world = World::new().await;
    let (kept, _) = world.token(TokenKind::Session).await;
    let (revoked, token) = world.token(TokenKind::Api).await;
    assert!(world.identifies(&kept).await && world.identifies(&revoked).await);
    let mut db = world.store.write().await.unwrap();
    tokens::revoke(&mut db, &token.id, world.clock.now())
        .await
        .unwrap();
    db.commit().await.unwrap();
    assert!(world.identifies(&kept).await && !world.identifies(&revoked).await);
    world.clock.pass(Span::from_minutes(5));
    assert!(!world.identifies(&kept).await);
}

#[tokio::test]
async fn a_link_is_used_once_and_identifies_nobody() {
    let world = World::new().await;
    let (link, token) = world.token(TokenKind::Link).await;
    assert!(!world.identifies(&link).await);
    let mut db = world.store.write().await.unwrap();
    let now = world.clock.now();
    let first = tokens::use_link(&mut db, &link.digest(), now)
        .await
        .unwrap();
    assert_eq!(first, Some(token.person));
    assert_eq!(
        tokens::use_link(&mut db, &link.digest(), now)
            .await
            .unwrap(),
        None
    );
}
