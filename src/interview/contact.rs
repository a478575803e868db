//! Names and addresses of people, as they are taken from forms and lists.

/// Why a text is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    #[error("{field} must be one line of 1 to {most} characters")]
    Line { field: &'static str, most: usize },
    #[error("email must look like name@example.com")]
    Email,
}

/// One line of text, trimmed, of 1 to `most` characters.
pub fn line(field: &'static str, text: &str, most: usize) -> Result<String, InvalidText> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 || length > most || text.chars().any(char::is_control) {
        return Err(InvalidText::Line { field, most });
    }
    Ok(text.to_owned())
}

/// An address as it is stored and looked up: letters' case is not part of it. Whether mail arrives there is not known.
pub fn email(text: &str) -> Result<String, InvalidText> {
    let text = line("email", text, 254)?.to_lowercase();
    let whole = text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    if !whole || text.contains(char::is_whitespace) {
        return Err(InvalidText::Email);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_can_be_an_address() {
        assert_eq!(email(" Ada@Example.COM "), Ok("ada@example.com".to_owned()));
        for wrong in ["ada", "@example.com", "ada@", "a@b@c", "a b@example.com"] {
            assert_eq!(email(wrong), Err(InvalidText::Email), "{wrong}");
        }
        assert!(line("name", "two\nlines", 10).is_err());
        assert!(line("name", "  ", 10).is_err() && line("name", "ää", 2).is_ok());
    }
}
