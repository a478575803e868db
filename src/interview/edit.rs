//! What changed from one text to the next, as one piece: enough to show later how an answer came about.

use serde::{Deserialize, Serialize};

/// All between what two texts begin and end with in common. Positions count characters (Unicode scalar values).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Characters before it.
    pub at: usize,
    /// How many characters of the old text were here.
    pub removed: usize,
    /// What is here in the new one.
    pub text: String,
}

impl Edit {
    pub fn between(old: &str, new: &str) -> Self {
        let same = |(a, b): &(char, char)| a == b;
        let at = old.chars().zip(new.chars()).take_while(same).count();
        let ends = old.chars().rev().zip(new.chars().rev());
        let (old, length) = (old.chars().count(), new.chars().count());
        // What belongs to the beginning isn't counted again at the end.
        let tail = ends.take(old.min(length) - at).take_while(same).count();
        Self {
            at,
            removed: old - at - tail,
            text: new.chars().skip(at).take(length - at - tail).collect(),
        }
    }

    /// How many characters are new.
    pub fn inserted(&self) -> usize {
        self.text.chars().count()
    }

    /// The new text, given the old one; `None` if that is too short to be it.
    pub fn applied(&self, old: &str) -> Option<String> {
        let mut rest = old.chars();
        let head: String = rest.by_ref().take(self.at).collect();
        let skipped = rest.by_ref().take(self.removed).count();
        let fits = head.chars().count() == self.at && skipped == self.removed;
        fits.then(|| head + &self.text + rest.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_lies_between_the_common_ends() {
        let edit = |old, new| {
            let Edit { at, removed, text } = Edit::between(old, new);
            (at, removed, text)
        };
        assert_eq!(edit("ab", "axyb"), (1, 0, "xy".to_owned()));
        assert_eq!(edit("", "abc"), (0, 0, "abc".to_owned()));
        assert_eq!(edit("aa", "aaa"), (2, 0, "a".to_owned()));
        assert_eq!(edit("abc", "ab"), (2, 1, String::new()));
        assert_eq!(edit("aé", "aéé"), (2, 0, "é".to_owned()));
        assert_eq!(edit("same", "same"), (4, 0, String::new()));
    }

    #[test]
    fn edits_one_after_the_other_give_every_text_again() {
        let texts = [
            "",
            "def f():\n",
            "def föö(x):\n",
            "föö",
            "\u{1f40d} föö",
            "",
        ];
        let mut text = String::new();
        for pair in texts.windows(2) {
            let edit = Edit::between(pair[0], pair[1]);
            text = edit.applied(&text).expect("fits");
            assert_eq!(text, pair[1]);
        }
        assert_eq!(Edit::between("abc", "abd").applied("ab"), None);
    }
}
