//! The bank in figures: a Markdown page with a row for each question, and sums.
//!
//! Some columns are read from the questions' texts. The others take a check, so a page keeps those of the questions
//! that were not checked this time.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::Failure;
use crate::check::{Checked, words};
use crate::question::{Bank, BankError, Expected, Kind, Level, Question};

/// What stands before the table.
const HEAD: &str = "\
# The bank in figures

Made by `viva check --strict --mutate --table questions/README.md`; don't edit it. `viva questions --table questions/README.md` brings what
needs no running up to date. `–` is what was not measured yet or what the kind doesn't have.

- **words**: of the prompt, and of a choice's options. **right**, **wrong**: known answers, of which **near** pass all sample cases.
- **cases**: case functions, sample and hidden. **stub**: percent of the points that an answer of stubs earns.
- **fuel**: percent of a case's limit that the dearest case of an accepted answer needs.
- **mutants**: small changes of the accepted answers that a case catches, of those tried; in brackets those that behave like the answer, as
  the question's `exceptions.toml` says.

| question | kind | level | minutes | words | right | wrong | near | cases | stub | fuel | mutants |
|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
";

/// Columns that need running.
const MEASURED: usize = 5;
/// Columns before those.
const READ: usize = 7;

type Cells = [String; MEASURED];

/// Writes the page of `bank` to `file`, with what `checked` found out.
pub fn write(file: &Path, bank: &Bank, checked: &[Checked]) -> Result<(), Failure> {
    let old = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(unusable(file, &error)),
    };
    let mut questions = Vec::new();
    for id in bank.ids()? {
        match bank.load(&id) {
            Ok(question) => questions.push(question),
            // What is wrong with it is `viva check`'s to say; it has no figures.
            Err(BankError::Broken(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    std::fs::write(file, page(&old, &questions, checked)).map_err(|error| unusable(file, &error))
}

fn unusable(file: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(
        format!("'{}' can't be used: {error}", file.display()),
        "name a Markdown file that may be overwritten: --table FILE",
    )
}

fn page(old: &str, questions: &[Question], checked: &[Checked]) -> String {
    let mut measured = kept(old);
    for one in checked {
        let before = measured.remove(one.question.as_str());
        let cells = cells(one, before.unwrap_or_else(none));
        measured.insert(one.question.to_string(), cells);
    }
    let mut page = HEAD.to_owned();
    for question in questions {
        let id = question.id.as_str();
        let (right, wrong): (Vec<_>, Vec<_>) = question
            .submissions
            .iter()
            .partition(|one| one.expected == Expected::Accepted);
        let [near, cases, stub, fuel, mutants] = measured.remove(id).unwrap_or_else(none);
        let _ = writeln!(
            page,
            "| [{id}]({id}/prompt.md) | {} | {} | {} | {} | {} | {} | {near} | {cases} | {stub} | {fuel} | {mutants} |",
            question.kind,
            question.level,
            question.minutes,
            words(question),
            right.len(),
            wrong.len(),
        );
    }
    let topic = |one: &Question| one.id.topic().to_owned();
    sums(&mut page, "topic", questions, topic);
    let level = |one: &Question| one.level;
    sums(&mut page, "level", questions, level);
    let kind = |one: &Question| Kind::ALL.iter().position(|kind| *kind == one.kind);
    sums(&mut page, "kind", questions, |one| {
        Shown(kind(one), one.kind)
    });
    page
}

/// Ordered by the first, shown as the second.
#[derive(PartialEq, Eq)]
struct Shown(Option<usize>, Kind);

impl PartialOrd for Shown {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Shown {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.1.fmt(f)
    }
}

/// How many questions there are of each `part`, how long they take, and for whom they are.
fn sums<T: Ord + std::fmt::Display>(
    page: &mut String,
    title: &str,
    questions: &[Question],
    part: impl Fn(&Question) -> T,
) {
    let mut parts: BTreeMap<T, Vec<&Question>> = BTreeMap::new();
    for question in questions {
        parts.entry(part(question)).or_default().push(question);
    }
    let _ = write!(
        page,
        "\n| {title} | questions | minutes | junior | mid | senior | staff |\n|---|--:|--:|--:|--:|--:|--:|\n"
    );
    let mut row = |name: &str, of: &[&Question]| {
        let minutes: u32 = of.iter().map(|one| one.minutes).sum();
        let level = |level: Level| of.iter().filter(|one| one.level == level).count();
        let _ = writeln!(
            page,
            "| {name} | {} | {minutes} | {} | {} | {} | {} |",
            of.len(),
            level(Level::Junior),
            level(Level::Mid),
            level(Level::Senior),
            level(Level::Staff),
        );
    };
    for (part, of) in &parts {
        row(&part.to_string(), of);
    }
    row("**all**", &questions.iter().collect::<Vec<_>>());
}

fn none() -> Cells {
    std::array::from_fn(|_| "–".to_owned())
}

/// What a check found out; what it didn't look at as it was.
fn cells(checked: &Checked, before: Cells) -> Cells {
    let [mut near, mut cases, mut stub, mut fuel, mut mutants] = before;
    if checked.cases > 0 {
        cases = format!("{} + {}", checked.samples, checked.cases - checked.samples);
    }
    if let Some(figures) = checked.figures {
        near = figures.near_misses.to_string();
        stub = figures.stub_percent.to_string();
        fuel = format!(
            "{}.{}",
            figures.fuel_permille / 10,
            figures.fuel_permille % 10
        );
    }
    if let Some(came) = checked.mutants {
        mutants = format!("{}/{}", came.killed, came.tried);
        if came.justified > 0 {
            let _ = write!(mutants, " ({})", came.justified);
        }
    }
    [near, cases, stub, fuel, mutants]
}

/// The measured cells of a page, by question.
fn kept(page: &str) -> BTreeMap<String, Cells> {
    let row = |line: &str| {
        let (id, _) = line.strip_prefix("| [")?.split_once(']')?;
        let mut parts = line.split('|').map(str::trim).skip(1 + READ);
        let cells: Vec<String> = parts.by_ref().take(MEASURED).map(str::to_owned).collect();
        Some((id.to_owned(), cells.try_into().ok()?))
    };
    page.lines().filter_map(row).collect()
}
