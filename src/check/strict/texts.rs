//! The prompt's length, and the parts of an explanation.

use crate::check::Gate;
use crate::question::{Expected, Finding, Kind, Question};

/// Words a minute with which somebody reads exact rules and code who has to remember them.
const WORDS_A_MINUTE: usize = 120;

const WRONG_TURNS: &str = "common wrong turns";
/// An explanation that names so many wrong answers tells wrong turns, whatever it calls them.
const NAMED: usize = 3;

/// What an explanation must have, with the words by which it is known.
const PARTS: [(&str, &[&str]); 4] = [
    ("what a strong answer shows", &["strong answer"]),
    (
        WRONG_TURNS,
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
            let named = part == WRONG_TURNS && self.wrong_answers_in(&explanation) >= NAMED;
            if !named && !known_by.iter().any(|words| explanation.contains(words)) {
                self.findings.push(Finding::error(
                    "explanation.md",
                    None,
                    format!("it does not have {part}"),
                    format!("write them, with the words '{}'", known_by[0]),
                ));
            }
        }
    }

    /// How many of the wrong answers a text names by their files, with or without the ending.
    fn wrong_answers_in(&self, text: &str) -> usize {
        let all = self.question.submissions.iter();
        all.filter(|one| one.expected != Expected::Accepted)
            .filter_map(|one| one.file.rsplit('/').next()?.split('.').next())
            .filter(|name| text.contains(&name.to_lowercase()))
            .count()
    }

    /// How long reading takes, for the progress.
    pub(super) fn reading(&self) -> String {
        let words = words(self.question);
        let minutes = words.div_ceil(WORDS_A_MINUTE);
        format!("{minutes} of {} minutes to read", self.question.minutes)
    }
}
