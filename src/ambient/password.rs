//! Passwords as they are kept: Argon2id, each with a salt of its own, in the PHC text form that names its parameters.

use argon2::{Config, ThreadMode, Variant, Version};

use super::random::random;

/// Memory in KiB, passes and lanes: OWASP's recommendation for Argon2id. About 20 ms and 19 MiB for one password.
const COST: Config<'static> = Config {
    variant: Variant::Argon2id,
    version: Version::Version13,
    mem_cost: 19 * 1024,
    time_cost: 2,
    lanes: 1,
    thread_mode: ThreadMode::Sequential,
    hash_length: 32,
    ad: &[],
    secret: &[],
};

/// What was to be compared with is no hash of a password.
#[derive(Debug, thiserror::Error)]
#[error("a password can't be hashed")]
pub struct PasswordError(#[from] argon2::Error);

/// What to keep of `password`. Slow on purpose: not for a thread that others wait for.
pub fn hash_password(password: &str) -> Result<String, PasswordError> {
    let salt: [u8; 16] = random();
    Ok(argon2::hash_encoded(password.as_bytes(), &salt, &COST)?)
}

/// Whether `password` is the one that `kept` was made from. With nothing to compare it takes as long and is wrong, so
/// that the time doesn't tell who has an account.
pub fn is_password(password: &str, kept: Option<&str>) -> Result<bool, PasswordError> {
    match kept {
        Some(kept) => Ok(argon2::verify_encoded(kept, password.as_bytes())?),
        None => hash_password(password).map(|_| false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_itself_is_it() {
        let kept = hash_password("correct horse battery").unwrap();
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        assert!(is_password("correct horse battery", Some(&kept)).unwrap());
        assert!(!is_password("correct horse batterY", Some(&kept)).unwrap());
        assert!(!is_password("", None).unwrap());
        assert_ne!(kept, hash_password("correct horse battery").unwrap());
        assert!(is_password("x", Some("plain")).is_err());
    }
}
