//! What a reviewer may want to look at: hints to a person, never a reason to reject. Each note says what was seen.

use crate::question::{Digest, QuestionId};

use super::{Span, Time};

/// Fewer characters at once are a line completed, a snippet, a name changed everywhere.
const MANY: usize = 300;

/// Faster than anybody types for long, in characters a second.
const TYPED_PER_SECOND: i64 = 15;

/// Without a sign of the candidate for this long, they were elsewhere.
const IDLE: Span = Span::from_minutes(5);

/// Shorter answers, without spaces and comments, are equal by chance.
const SHORTEST_PRINT: usize = 60;

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// More text came between two drafts than anybody types in that time.
    LongPaste,
    /// Nothing happened for minutes; then there was a lot of text.
    IdleThenFull,
    /// An answer was handed in without a draft before it.
    NoDraft,
    /// Another candidate's answer is the same but for spaces and comments.
    SameAsOther,
    /// A case ended in a way that says the answer tried to get out of its sandbox.
    ReachedOutside,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub sign: Sign,
    pub question: QuestionId,
    pub at: Time,
    /// A sentence.
    pub seen: String,
}

/// Something that a candidate did, as far as these rules look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub at: Time,
    pub act: Act,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A draft was saved, with this many new characters in one piece.
    Saved {
        question: QuestionId,
        inserted: usize,
    },
    /// An answer with this many characters that the question's starter doesn't have.
    HandedIn {
        question: QuestionId,
        written: usize,
    },
    Other,
}

impl Sign {
    pub fn as_str(self) -> &'static str {
        match self {
            Sign::LongPaste => "long_paste",
            Sign::IdleThenFull => "idle_then_full",
            Sign::NoDraft => "no_draft",
            Sign::SameAsOther => "same_as_other",
            Sign::ReachedOutside => "reached_outside",
        }
    }
}

/// What the pace of an interview's `steps`, in order, says.
pub fn pace(started: Time, steps: &[Step]) -> Vec<Note> {
    let mut notes = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let before = &steps[..index];
        match &step.act {
            Act::Saved { question, inserted } if *inserted >= MANY => {
                let last = before.last().map_or(started, |last| last.at);
                let saved = last_save(before, question).unwrap_or(started);
                let (idle, since) = (step.at.since(last), step.at.since(saved));
                let (sign, seen) = if idle >= IDLE {
                    let seen = format!(
                        "nothing was saved, run or handed in for {}; then a draft had {inserted} new characters in one piece",
                        in_words(idle)
                    );
                    (Sign::IdleThenFull, seen)
                } else if too_fast(*inserted, since) {
                    let seen = format!(
                        "{inserted} characters came in one piece within {}, between one draft and the next",
                        in_words(since)
                    );
                    (Sign::LongPaste, seen)
                } else {
                    continue;
                };
                notes.push(note(sign, question, step.at, seen));
            }
            Act::HandedIn { question, written }
                if *written >= MANY && last_touch(before, question).is_none() =>
            {
                let seen = format!(
                    "an answer with {written} characters of its own was handed in, and no draft had been saved before"
                );
                notes.push(note(Sign::NoDraft, question, step.at, seen));
            }
            _ => {}
        }
    }
    notes
}

/// What of a case's message says that the answer tried to reach what is outside of its sandbox.
pub fn reached(message: &str) -> Option<&'static str> {
    // As the guest words what it doesn't have; see ARCHITECTURE.md, "The guest and its rewriting".
    const SIGNS: [(&str, &str); 11] = [
        (
            "there is no network in the sandbox",
            "it opened a network connection",
        ),
        (
            "getaddrinfo is not available",
            "it looked up a host on the network",
        ),
        ("does not support processes", "it started another program"),
        (
            "module 'os' has no attribute 'system'",
            "it called os.system",
        ),
        ("module 'os' has no attribute 'fork'", "it called os.fork"),
        ("module 'os' has no attribute 'exec", "it called os.exec"),
        ("module 'os' has no attribute 'popen'", "it called os.popen"),
        ("No module named '_ctypes'", "it imported ctypes"),
        ("'/etc/", "it opened a file of the system's"),
        ("'/proc/", "it opened a file of the system's"),
        (
            "the answer ended its whole process",
            "it ended its whole process",
        ),
    ];
    SIGNS
        .iter()
        .find(|(sign, _)| message.contains(sign))
        .map(|(_, what)| *what)
}

/// A digest by which equal answers are found, whatever their spaces and comments; `None` for one that is too short
/// to be anybody's own.
pub fn print(text: &str) -> Option<String> {
    let form = normal_form(text);
    (form.len() >= SHORTEST_PRINT).then(|| Digest::of_text(&form).to_string())
}

/// A Python text without comments and without spaces outside of strings. Other texts keep their words, which is
/// enough to compare them.
fn normal_form(text: &str) -> String {
    let mut form = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => {
                let end = string_end(rest, c);
                form.push_str(&rest[..end]);
                end
            }
            c => {
                if !c.is_whitespace() {
                    form.push(c);
                }
                c.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    form
}

/// Where the string literal at the beginning of `text` ends; one without an end ends with its line.
fn string_end(text: &str, quote: char) -> usize {
    let triple: String = [quote; 3].iter().collect();
    let (mark, lines) = match text.starts_with(&triple) {
        true => (triple.as_str(), true),
        false => (&triple[..1], false),
    };
    let mut at = mark.len();
    while let Some(c) = text[at..].chars().next() {
        if text[at..].starts_with(mark) {
            return at + mark.len();
        }
        if c == '\n' && !lines {
            return at;
        }
        at += c.len_utf8();
        if c == '\\' {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    text.len()
}

fn note(sign: Sign, question: &QuestionId, at: Time, seen: String) -> Note {
    Note {
        sign,
        question: question.clone(),
        at,
        seen,
    }
}

fn too_fast(characters: usize, within: Span) -> bool {
    let characters = i64::try_from(characters).unwrap_or(i64::MAX);
    characters.saturating_mul(1000) > within.as_millis().saturating_mul(TYPED_PER_SECOND)
}

fn last_save(steps: &[Step], wanted: &QuestionId) -> Option<Time> {
    let mut saves = steps.iter().rev();
    saves.find_map(|step| match &step.act {
        Act::Saved { question, .. } if question == wanted => Some(step.at),
        _ => None,
    })
}

fn last_touch(steps: &[Step], wanted: &QuestionId) -> Option<Time> {
    let mut touched = steps.iter().rev();
    touched.find_map(|step| match &step.act {
        Act::Saved { question, .. } | Act::HandedIn { question, .. } if question == wanted => {
            Some(step.at)
        }
        _ => None,
    })
}

/// `8 s`, `12 min 3 s`, `1 h 5 min`.
pub fn in_words(span: Span) -> String {
    let seconds = span.as_millis() / 1000;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Time = Time::from_millis(1_700_000_000_000);

    fn step(seconds: u32, act: Act) -> Step {
        Step {
            at: START + Span::from_millis(seconds * 1000),
            act,
        }
    }

    fn saved(inserted: usize) -> Act {
        let question = "a/b".parse().unwrap();
        Act::Saved { question, inserted }
    }

    fn signs(steps: &[Step]) -> Vec<Sign> {
        pace(START, steps).iter().map(|note| note.sign).collect()
    }

    #[test]
    fn only_what_nobody_types_is_noted() {
        assert_eq!(
            signs(&[step(10, saved(20)), step(20, saved(400))]),
            [Sign::LongPaste]
        );
        assert_eq!(signs(&[step(10, saved(20)), step(70, saved(400))]), []);
        assert_eq!(signs(&[step(10, saved(20)), step(20, saved(299))]), []);
    }

    #[test]
    fn text_after_a_long_silence_is_noted() {
        let notes = pace(START, &[step(10, Act::Other), step(613, saved(900))]);
        assert_eq!(notes[0].sign, Sign::IdleThenFull);
        assert!(
            notes[0].seen.contains("for 10 min 3 s"),
            "{}",
            notes[0].seen
        );
        assert_eq!(signs(&[step(300, Act::Other), step(599, saved(900))]), []);
    }

    #[test]
    fn an_answer_out_of_nothing_is_noted_once() {
        let handed = |written| Act::HandedIn {
            question: "a/b".parse().unwrap(),
            written,
        };
        assert_eq!(
            signs(&[step(10, handed(500)), step(20, handed(500))]),
            [Sign::NoDraft]
        );
        assert_eq!(signs(&[step(10, handed(50))]), []);
        assert_eq!(signs(&[step(10, saved(5)), step(20, handed(500))]), []);
    }

    #[test]
    fn spaces_and_comments_make_no_difference_strings_do() {
        let form = "def f( a ):  # first\n    return 'a # b' + \"\"\"x\n y\"\"\"\n";
        assert_eq!(normal_form(form), "deff(a):return'a # b'+\"\"\"x\n y\"\"\"");
        assert_ne!(normal_form("'a b'"), normal_form("'ab'"));
        assert_eq!(normal_form(r"'\'# no' # yes"), r"'\'# no'");
        assert_eq!(
            normal_form("don't # stop\nx"),
            "don't # stopx".replace("# stopx", "# stop") + "x"
        );
        assert_eq!(print("return 1"), None);
        let long = "value = compute(first, second, third)\n".repeat(3);
        assert_eq!(print(&long), print(&long.replace("= ", "=  ")));
    }

    #[test]
    fn messages_that_tell_of_an_attempt() {
        let message = "OSError: there is no network in the sandbox";
        assert_eq!(reached(message), Some("it opened a network connection"));
        assert_eq!(reached("assert 1 == 2"), None);
    }
}
