//! A report as people read it in a terminal: one line a case, details under those that did not pass, the score
//! with its arithmetic, what to do next.
//!
//! Shows whatever the report holds; hiding is `Report::for_candidate`'s.

use std::io::{self, Write};

use super::{diff, style};
use crate::grading::{CaseReport, Points, Report, Schedules, Verdict};
use crate::question::{Group, Kind, Question};

/// Titles wider than this don't push the other columns further right.
const MAX_TITLE: usize = 64;

/// Printed lines shown of one case.
const MAX_OUTPUT_LINES: usize = 20;

/// Writes `report`; `again` is the command line that graded it, for advice.
pub fn report(
    out: &mut dyn Write,
    report: &Report,
    question: Option<&Question>,
    again: &str,
) -> io::Result<()> {
    if let Some(question) = question {
        head(out, question)?;
    }
    if let Some(error) = &report.load_error {
        // A question's cases are known to load; those of `viva test` are not.
        let what = match question.map(|question| question.kind) {
            Some(Kind::Tests) => "the tests",
            Some(_) => "the answer",
            None => "the answer or the cases",
        };
        writeln!(out, "{} {what} could not be loaded", style::BAD.paint("✗"))?;
        block(out, error, 4)?;
        writeln!(out)?;
    }
    let groups = question
        .map(|question| question.groups.as_slice())
        .unwrap_or_default();
    let folded = fold(&report.cases);
    let columns = Columns::of(&folded, report.score.is_some());
    let told = report.load_error.as_deref();
    for group in groups {
        let members: Vec<&CaseReport> = members(&folded, group).collect();
        if !members.is_empty() {
            writeln!(out, "{}", style::STRONG.paint(style::safe(&group.title)))?;
            cases(out, &columns, &members, told)?;
        }
    }
    let grouped = |case: &&CaseReport| groups.iter().any(|group| is_in(group, case));
    let others: Vec<&CaseReport> = folded.iter().filter(|case| !grouped(case)).collect();
    cases(out, &columns, &others, told)?;
    if !report.cases.is_empty() {
        writeln!(out)?;
    }
    score(out, report, groups)?;
    for note in &report.notes {
        writeln!(out, "{} {}", style::NOTE.paint("note:"), style::safe(note))?;
    }
    // A choice is right or wrong: nothing to run again, and no rule to find.
    if question.is_some_and(|question| question.kind == Kind::Choice) {
        return Ok(());
    }
    advice(out, report, again)
}

fn head(out: &mut dyn Write, question: &Question) -> io::Result<()> {
    let facts = format!(
        "{} · {} · {} · {} min",
        question.id, question.kind, question.level, question.minutes
    );
    writeln!(
        out,
        "{}  {}\n",
        style::STRONG.paint(style::safe(&question.title)),
        style::DIM.paint(facts)
    )
}

fn members<'a>(cases: &'a [CaseReport], group: &'a Group) -> impl Iterator<Item = &'a CaseReport> {
    cases.iter().filter(|case| is_in(group, case))
}

fn is_in(group: &Group, case: &CaseReport) -> bool {
    group.cases.iter().any(|name| name == case.function())
}

/// The lines of some cases, with details below those that did not pass. Neighbours that were skipped for the same
/// reason share it, and what was `told` above them all is not said again.
fn cases(
    out: &mut dyn Write,
    columns: &Columns,
    cases: &[&CaseReport],
    told: Option<&str>,
) -> io::Result<()> {
    for (index, case) in cases.iter().enumerate() {
        columns.case(out, case)?;
        let same = |next: &&CaseReport| {
            next.verdict == Verdict::Skipped
                && next.verdict == case.verdict
                && next.message == case.message
        };
        let known = told.is_some() && case.message.as_deref() == told;
        if !case.verdict.passed() && !known && !cases.get(index + 1).is_some_and(same) {
            details(out, case)?;
        }
    }
    Ok(())
}

/// Parametrizations of one function that all passed, as one case.
fn fold(cases: &[CaseReport]) -> Vec<CaseReport> {
    let alike = |a: &CaseReport, b: &CaseReport| {
        a.function() == b.function()
            && a.title == b.title
            && a.verdict.passed()
            && b.verdict.passed()
    };
    let one = |run: &[CaseReport]| match run {
        [case] => case.clone(),
        [first, ..] => CaseReport {
            id: first.function().to_owned(),
            title: format!("{} · {} cases", first.title, run.len()),
            points: run.iter().map(|case| case.points).sum(),
            max_points: run.iter().map(|case| case.max_points).sum(),
            ..first.clone()
        },
        [] => unreachable!("chunk_by gives no empty runs"),
    };
    cases.chunk_by(alike).map(one).collect()
}

/// How wide the columns of the case lines are.
struct Columns {
    title: usize,
    verdict: usize,
    points: usize,
    scored: bool,
}

impl Columns {
    fn of(cases: &[CaseReport], scored: bool) -> Self {
        let widest = |widths: &mut dyn Iterator<Item = usize>| widths.max().unwrap_or(0);
        let label = |case: &CaseReport| style::width(&label(case)) + style::width(sample(case));
        let verdict = |case: &CaseReport| {
            if case.verdict.passed() {
                0
            } else {
                case.verdict.as_str().len()
            }
        };
        Self {
            title: widest(&mut cases.iter().map(label)).min(MAX_TITLE),
            verdict: widest(&mut cases.iter().map(verdict)),
            points: widest(&mut cases.iter().map(|case| earned(case).len())),
            scored,
        }
    }

    /// One line; what follows the title is padded only as far as something stands behind it.
    fn case(&self, out: &mut dyn Write, case: &CaseReport) -> io::Result<()> {
        let (mark, role) = mark(case.verdict);
        let (label, sample) = (label(case), sample(case));
        write!(
            out,
            "  {} {label}{}",
            role.paint(mark),
            style::DIM.paint(sample)
        )?;
        let verdict = if case.verdict.passed() {
            ""
        } else {
            case.verdict.as_str()
        };
        if self.scored || !verdict.is_empty() {
            let fill = self
                .title
                .saturating_sub(style::width(&label) + style::width(sample));
            write!(out, "{:fill$}  {}", "", role.paint(verdict))?;
        }
        if self.scored {
            let fill = self.verdict - verdict.len();
            write!(
                out,
                "{:fill$}  {:>width$}",
                "",
                earned(case),
                width = self.points
            )?;
        }
        writeln!(out)
    }
}

pub fn mark(verdict: Verdict) -> (&'static str, style::Role) {
    match verdict {
        Verdict::Passed => ("✓", style::GOOD),
        Verdict::Skipped => ("–", style::DIM),
        Verdict::Internal => ("!", style::WARN),
        _ => ("✗", style::BAD),
    }
}

/// The title, with the parameters of one of several parametrizations.
fn label(case: &CaseReport) -> String {
    let parameters = &case.id[case.function().len()..];
    let title = style::safe(&case.title).replace('\n', " ");
    if parameters.is_empty() {
        title
    } else {
        format!("{title} {}", style::safe(parameters).replace('\n', " "))
    }
}

fn sample(case: &CaseReport) -> &'static str {
    if case.sample { " · sample" } else { "" }
}

fn earned(case: &CaseReport) -> String {
    format!("{} / {}", case.points, case.max_points)
}

/// Why a case did not pass, as far as the report says.
fn details(out: &mut dyn Write, case: &CaseReport) -> io::Result<()> {
    if let Some(message) = &case.message {
        block(out, message, 6)?;
    }
    if let Some(comparison) = &case.comparison {
        for line in diff::lines(comparison) {
            writeln!(out, "      {line}")?;
        }
    }
    if let Some(output) = &case.output {
        frame(out, output)?;
    }
    if let Some(schedules) = &case.schedules {
        hunted(out, schedules)?;
    }
    Ok(())
}

/// The schedule under which a case failed.
fn hunted(out: &mut dyn Write, schedules: &Schedules) -> io::Result<()> {
    let Some(failed @ 1..) = schedules.failed else {
        return Ok(());
    };
    let which = format!(
        "passes by itself; fails under schedule {failed} of {}, the same each time with this seed:",
        schedules.of
    );
    block(out, &which, 6)?;
    for line in &schedules.story {
        block(out, line, 8)?;
    }
    Ok(())
}

/// The schedules under which cases failed, line by line.
pub fn traces(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for case in &report.cases {
        let trace = case.schedules.iter().flat_map(|schedules| &schedules.trace);
        let mut lines = trace.peekable();
        if lines.peek().is_some() {
            writeln!(out, "\n{}", style::STRONG.paint(label(case)))?;
        }
        for line in lines {
            block(out, line, 2)?;
        }
    }
    Ok(())
}

fn block(out: &mut dyn Write, text: &str, indent: usize) -> io::Result<()> {
    for line in style::safe(text).lines() {
        if line.is_empty() {
            writeln!(out)?;
        } else {
            writeln!(out, "{}{line}", " ".repeat(indent))?;
        }
    }
    Ok(())
}

fn frame(out: &mut dyn Write, output: &str) -> io::Result<()> {
    let output = style::safe(output);
    let side = style::DIM.paint("│");
    writeln!(out, "      {}", style::DIM.paint("┌ printed"))?;
    for line in output.lines().take(MAX_OUTPUT_LINES) {
        writeln!(out, "      {side} {line}")?;
    }
    let more = output.lines().count().saturating_sub(MAX_OUTPUT_LINES);
    let end = match more {
        0 => "└".to_owned(),
        more => format!("└ … {}; --json has all", style::count(more, "more line")),
    };
    writeln!(out, "      {}", style::DIM.paint(end))
}

fn score(out: &mut dyn Write, report: &Report, groups: &[Group]) -> io::Result<()> {
    let passed = report
        .cases
        .iter()
        .filter(|case| case.verdict.passed())
        .count();
    let total = report.cases.len();
    let role = if report.passed() {
        style::GOOD
    } else {
        style::BAD
    };
    let tally = tally(report);
    if let (Some(score), Some(max)) = (report.score, report.max_score) {
        let line = format!("Score {score} / {max}");
        let cases = if total == 0 {
            String::new()
        } else {
            format!(
                "   {passed} of {} passed{tally}",
                style::count(total, "case")
            )
        };
        writeln!(out, "{}{}", role.paint(line), style::DIM.paint(cases))?;
        let sums: Vec<(Points, &Group)> = groups
            .iter()
            .map(|group| {
                (
                    members(&report.cases, group).map(|case| case.points).sum(),
                    group,
                )
            })
            .collect();
        let width = sums
            .iter()
            .map(|(sum, group)| format!("{sum} / {}", group.points).len())
            .max();
        for (number, (sum, group)) in sums.iter().enumerate() {
            let sign = if number == 0 { "=" } else { "+" };
            let part = format!("{sum} / {}", group.points);
            let part = format!("{part:>width$}", width = width.unwrap_or(0));
            writeln!(
                out,
                "  {} {part}  {}",
                style::DIM.paint(sign),
                style::safe(&group.title)
            )?;
        }
        Ok(())
    } else {
        let line = format!("{passed} of {} passed", style::count(total, "case"));
        writeln!(out, "{}{}", role.paint(line), style::DIM.paint(tally))
    }
}

/// `: 2 failed, 1 timeout`, or nothing if all passed.
fn tally(report: &Report) -> String {
    let parts: Vec<String> = Verdict::BY_PRECEDENCE
        .into_iter()
        .filter(|verdict| !verdict.passed())
        .filter_map(|verdict| {
            let number = report
                .cases
                .iter()
                .filter(|case| case.verdict == verdict)
                .count();
            (number > 0).then(|| format!("{number} {verdict}"))
        })
        .collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!(": {}", parts.join(", "))
    }
}

/// What to do next.
fn advice(out: &mut dyn Write, report: &Report, again: &str) -> io::Result<()> {
    let stopped = |case: &&CaseReport| !matches!(case.verdict, Verdict::Passed | Verdict::Skipped);
    let first = report.cases.iter().find(stopped);
    let explained = report
        .cases
        .iter()
        .filter(stopped)
        .find(|case| case.message.is_some());
    let next = if report.verdict == Verdict::Internal {
        "viva itself failed on a case, which costs nothing; grade again, and report it if it happens again".to_owned()
    } else if report.load_error.is_some() {
        "mend what keeps the answer from loading, then grade again".to_owned()
    } else if let Some(case) = explained.filter(|_| report.cases.len() > 1) {
        format!(
            "run the one case alone: {again} --case {}",
            quoted(&case.id)
        )
    } else if explained.is_none() && first.is_some() {
        "find in the prompt the rule that each title names; what a hidden case does stays hidden"
            .to_owned()
    } else {
        return Ok(());
    };
    writeln!(out, "{} {next}", style::NOTE.paint("next:"))
}

/// For a shell, so that the line can be copied.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", style::safe(word).replace('\'', r"'\''"))
    }
}
