//! A report as a page to read and to print: one file that loads nothing and runs nothing. Every text in it is
//! somebody's input and is escaped on its way in.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::interview::Span;
use crate::interview::integrity::in_words;

use super::view::{CommentView, InterviewReport, QuestionReport, SubmissionReport};

const STYLE: &str = include_str!("page.css");

/// The page's Content-Security-Policy: this one style sheet and nothing else.
pub fn policy() -> String {
    let digest = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

pub fn page(report: &InterviewReport) -> String {
    let mut html = String::new();
    let title = Escaped(&report.interview.title);
    let _ = write!(
        html,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Report: {title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <h1>{title}</h1>\n"
    );
    head(&mut html, report);
    for question in &report.questions {
        one_question(&mut html, question);
    }
    comments(&mut html, &report.comments);
    integrity(&mut html, report);
    timeline(&mut html, report);
    html.push_str("</body>\n</html>\n");
    html
}

/// Text in an element or an attribute's quotes.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                // What can't be shown is no part of a page, and HTML forbids most of it.
                '\n' | '\t' => f.write_char(c)?,
                c if c.is_control() => f.write_char('\u{fffd}')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

fn head(html: &mut String, report: &InterviewReport) {
    let interview = &report.interview;
    let _ = write!(
        html,
        "<p class=\"score\"><strong>{}</strong> of {}</p>\n<dl>\n",
        report.score, report.max_score
    );
    let mut term = |name: &str, text: &str| {
        let _ = writeln!(html, "<dt>{name}</dt><dd>{}</dd>", Escaped(text));
    };
    if let Some(name) = report.candidate.as_deref().filter(|name| !name.is_empty()) {
        term("Candidate", name);
    }
    term("Score", &report.arithmetic);
    if let Some(started) = &interview.started {
        term("Started", &word(started));
    }
    if let Some(finished) = &interview.finished {
        term("Finished", &word(finished));
    }
    let extra = match interview.extra_percent {
        0 => String::new(),
        extra => format!(", and {extra} % more"),
    };
    term("Time", &format!("{} minutes{extra}", interview.minutes));
    if report.grading {
        term("Grading", "not finished: the score may rise");
    }
    if report.reviewing {
        term("Review", "an answer waits for a person to score it");
    }
    html.push_str("</dl>\n");
}

fn one_question(html: &mut String, question: &QuestionReport) {
    let _ = write!(
        html,
        "<section>\n<h2>{}</h2>\n<p class=\"score\"><strong>{}</strong> of {} <code>{}</code></p>\n<p>{}</p>\n",
        Escaped(&question.title),
        question.score,
        question.max_score,
        Escaped(&question.question),
        Escaped(&question.arithmetic)
    );
    let attempts = &question.attempts;
    let allowed = match attempts.allowed {
        Some(allowed) => format!(" of {allowed}"),
        None => String::new(),
    };
    let counted = match attempts.counted {
        Some(number) => format!("; number {number} counts, the {}", word(&attempts.counts)),
        None => String::new(),
    };
    let _ = writeln!(
        html,
        "<p>Attempts: {}{allowed}{counted}.</p>",
        attempts.used
    );
    for hint in &question.hints {
        let (number, cost) = (hint.number, hint.cost_percent);
        let _ = writeln!(html, "<p>Hint {number} was taken for {cost} %.</p>");
    }
    review(html, question);
    for submission in &question.submissions {
        one_submission(html, submission);
    }
    comments(html, &question.comments);
    html.push_str("</section>\n");
}

fn review(html: &mut String, question: &QuestionReport) {
    let Some(review) = &question.review else {
        if question.reviewing {
            html.push_str("<p>The answer waits for a person to score it.</p>\n");
        }
        return;
    };
    let (rubric, adjustment, reason) = review.given();
    if let Some(points) = rubric {
        html.push_str("<table><thead><tr><th>Rubric<th>Given<th>Of</tr></thead><tbody>\n");
        for (index, given) in points.iter().enumerate() {
            let line = question.rubric.get(index);
            let text = line.map_or("", |line| line.text.as_str());
            let of = line.map_or_else(String::new, |line| line.points.to_string());
            let _ = writeln!(html, "<tr><td>{}<td>{given}<td>{of}</tr>", Escaped(text));
        }
        html.push_str("</tbody></table>\n");
    }
    if adjustment != 0.0 {
        let reason = reason.map_or_else(String::new, |reason| format!(": {}", Escaped(reason)));
        let _ = writeln!(
            html,
            "<p>A reviewer adjusted it by {adjustment}{reason}</p>"
        );
    }
}

fn one_submission(html: &mut String, one: &SubmissionReport) {
    let view = &one.submission;
    let score = match (one.score, one.max_score) {
        (Some(score), Some(max)) => format!(", {score} of {max}"),
        _ => String::new(),
    };
    let _ = writeln!(
        html,
        "<h3>Submission {} <small>{}{score}</small></h3>",
        view.number,
        Escaped(&word(&view.received))
    );
    let outcome = view.outcome.as_ref().unwrap_or(&Value::Null);
    if let Some(cases) = outcome["report"]["cases"]
        .as_array()
        .filter(|all| !all.is_empty())
    {
        html.push_str("<table><thead><tr><th>Case<th>Verdict<th>Points</tr></thead><tbody>\n");
        for case in cases {
            let text = |key: &str| case[key].as_str().unwrap_or_default();
            let title = match text("title") {
                "" => text("id"),
                title => title,
            };
            let _ = write!(
                html,
                "<tr><td>{}<td class=\"{}\">{}<td>{} of {}</tr>",
                Escaped(title),
                Escaped(text("verdict")),
                Escaped(text("verdict")),
                case["points"],
                case["max_points"]
            );
            if let Some(message) = case["message"].as_str() {
                let _ = write!(
                    html,
                    "<tr><td colspan=\"3\"><pre>{}</pre></tr>",
                    Escaped(message)
                );
            }
            html.push('\n');
        }
        html.push_str("</tbody></table>\n");
    }
    if let Some(digest) = &one.question_digest {
        let changed = match one.question_is_current {
            Some(false) => "; the question has changed since",
            _ => "",
        };
        let short: String = digest.chars().take(12).collect();
        let _ = writeln!(
            html,
            "<p><small>Graded with the question's version {}{changed}.</small></p>",
            Escaped(&short)
        );
    }
    html.push_str("<pre class=\"answer\">");
    for (index, line) in one.text.lines().enumerate() {
        let _ = writeln!(html, "<span>{:>4}</span>  {}", index + 1, Escaped(line));
    }
    html.push_str("</pre>\n");
}

fn comments(html: &mut String, comments: &[CommentView]) {
    for comment in comments {
        let line = comment
            .line
            .map_or_else(String::new, |line| format!(", line {line}"));
        let _ = writeln!(
            html,
            "<blockquote><p>{}</p><footer>{}{line}, {}</footer></blockquote>",
            Escaped(&comment.text),
            Escaped(&comment.author),
            Escaped(&word(&comment.created))
        );
    }
}

fn integrity(html: &mut String, report: &InterviewReport) {
    let Some(notes) = report.integrity.as_ref().filter(|notes| !notes.is_empty()) else {
        return;
    };
    html.push_str(
        "<section>\n<h2>To look at</h2>\n<p>Hints for a person; each has innocent reasons, too.</p>\n<ul>\n",
    );
    for note in notes {
        let _ = writeln!(
            html,
            "<li>{} <code>{}</code>: {}</li>",
            Escaped(&word(&note.at)),
            Escaped(&note.question),
            Escaped(&note.seen)
        );
    }
    html.push_str("</ul>\n</section>\n");
}

fn timeline(html: &mut String, report: &InterviewReport) {
    html.push_str("<section>\n<h2>Time line</h2>\n<table><tbody>\n");
    for moment in &report.timeline {
        let after = moment
            .after_ms
            .and_then(|millis| u32::try_from(millis).ok());
        let when = after.map_or_else(
            || word(&moment.at),
            |millis| in_words(Span::from_millis(millis)),
        );
        let _ = write!(
            html,
            "<tr><td>{}<td>{}<td>{}",
            Escaped(&when),
            Escaped(moment.question.as_deref().unwrap_or_default()),
            Escaped(&moment.what)
        );
        if let Some(diff) = &moment.diff {
            let _ = write!(html, "<pre>{}</pre>", Escaped(diff));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody></table>\n</section>\n");
}

/// What is one word or instant in the API is the same here.
fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
