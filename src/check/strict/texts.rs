//! The prompt's length, and the parts of an explanation.

use crate::check::Gate;
use crate::question::{Finding, Kind, Question};

/// Words a minute with which somebody reads exact rules and code who has to remember them.
const WORDS_A_MINUTE: usize = 120;

/// What an explanation must have, with the words by which it is known.
const PARTS: [(&str, &[&str]); 4] = [
    ("what a strong answer shows", &["strong answer"]),
    (
        "common wrong turns",
        &["wrong turn", "mistake", "go wrong", "goes wrong"],
    ),
    ("follow-up questions", &["follow-up", "follow up"]),
    (
        "references by name",
        &["references", "reference:", "further reading"],
    ),
];

/// The words that a candidate reads before beginning.
pub fn words(question: &Question) -> usize {
    let options = question.options.iter().map(|option| option.text.as_str());
    std::iter::once(question.prompt.as_str())
        .chain(options)
        .map(|text| text.split_whitespace().filter(|word| is_word(word)).count())
        .sum()
}

fn is_word(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

impl Gate<'_> {
    pub(super) fn texts(&mut self) {
        let question = self.question;
        let (words, minutes) = (words(question), question.minutes as usize);
        // Of a choice, reading is the larger part.
        let (part, share) = match question.kind {
            Kind::Choice => (2, "half"),
            _ => (3, "a third"),
        };
        if words * part > minutes * WORDS_A_MINUTE {
            self.findings.push(Finding::error(
                "prompt.md",
                None,
                format!(
                    "reading {words} words at {WORDS_A_MINUTE} a minute takes more than {share} of the {minutes} minutes"
                ),
                "shorten it, or give more minutes in question.toml",
            ));
        }
        let explanation = question.explanation.to_lowercase();
        for (part, known_by) in PARTS {
            if !known_by.iter().any(|words| explanation.contains(words)) {
                self.findings.push(Finding::error(
                    "explanation.md",
                    None,
                    format!("it does not have {part}"),
                    format!("write them, with the words '{}'", known_by[0]),
                ));
            }
        }
    }

    /// How long reading takes, for the progress.
    pub(super) fn reading(&self) -> String {
        let words = words(self.question);
        let minutes = words.div_ceil(WORDS_A_MINUTE);
        format!("{minutes} of {} minutes to read", self.question.minutes)
    }
}
