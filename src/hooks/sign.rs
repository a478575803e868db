//! How a receiver knows that a message is ours: the headers of Standard Webhooks.
//!
//! `webhook-signature` is `v1,` and the base64 of an HMAC-SHA256, keyed with the secret's bytes (what follows `whsec_`,
//! decoded), over `{webhook-id}.{webhook-timestamp}.{body}`. The timestamp is in it, so that an old message can't be sent
//! again; the id stays the same over all attempts, so that a receiver can pass over what it has had.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::ambient;

const PREFIX: &str = "whsec_";

/// A new secret, as the receiver is shown it.
pub fn new_secret() -> String {
    format!("{PREFIX}{}", STANDARD.encode(ambient::new_key()))
}

/// The value of `webhook-signature`. `None` if the secret is none.
pub fn signature(secret: &str, id: &str, seconds: i64, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    Some(format!(
        "v1,{}",
        STANDARD.encode(mac.finalize().into_bytes())
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python's hmac module over the same text.
    #[test]
    fn another_program_comes_to_the_same() {
        let secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        let signed = signature(secret, "msg-1", 1_767_603_600, "{\"a\":1}");
        assert_eq!(signed.as_deref(), Some(EXPECTED));
        assert_ne!(
            signature(secret, "msg-1", 1_767_603_601, "{\"a\":1}"),
            signed
        );
        assert_ne!(
            signature(&new_secret(), "msg-1", 1_767_603_600, "{\"a\":1}"),
            signed
        );
        assert_eq!(signature("MDEy", "msg-1", 1, ""), None);
    }

    const EXPECTED: &str = "v1,aktWmBrbq0iDBL7y8Sz4dxdzTyZUEGzW779rXRohE4U=";
}
