//! How `viva check` shows findings, and the table at its end.

use std::io::{self, Write};

use crate::check::Checked;
use crate::cli::style;
use crate::question::{Expected, Finding, Kind, Severity};

/// The findings of one question, or of the presets, below the progress lines.
pub fn findings(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    for finding in findings {
        let word = match finding.severity {
            Severity::Error => style::BAD.paint("error"),
            Severity::Warning => style::WARN.paint("warning"),
        };
        writeln!(
            out,
            "  {word} {}",
            style::STRONG.paint(style::safe(&finding.place()))
        )?;
        writeln!(out, "    {}", style::safe(&finding.what))?;
        writeln!(
            out,
            "    {} {}",
            style::NOTE.paint("→"),
            style::safe(&finding.todo)
        )?;
    }
    writeln!(out)
}

/// One line a question.
pub fn table(out: &mut dyn Write, checked: &[Checked]) -> io::Result<()> {
    let head = [
        "question", "kind", "cases", "samples", "right", "wrong", "errors", "warnings",
    ];
    let rows: Vec<[String; 8]> = checked.iter().map(row).collect();
    let width = |column: usize| {
        let cells = rows.iter().map(|row| style::width(&row[column]));
        cells.chain([head[column].len()]).max().unwrap_or(0)
    };
    let widths: [usize; 8] = std::array::from_fn(width);
    let line = |cells: &[&str; 8]| -> String {
        let parts: Vec<String> = std::iter::zip(0.., cells)
            .map(|(column, cell)| match column {
                0 | 1 => style::pad(cell, widths[column]),
                _ => format!("{cell:>width$}", width = widths[column]),
            })
            .collect();
        parts.join("  ")
    };
    writeln!(out, "  {}", style::DIM.paint(line(&head)))?;
    for (checked, row) in std::iter::zip(checked, &rows) {
        let mark = match (checked.ok, checked.kind) {
            (false, _) => style::BAD.paint("✗"),
            // Sound as far as reading goes; nothing of it can be run.
            (true, Some(Kind::Explain)) => style::DIM.paint("–"),
            (true, _) => style::GOOD.paint("✓"),
        };
        let cells: [&str; 8] = std::array::from_fn(|column| row[column].as_str());
        writeln!(out, "{mark} {}", line(&cells))?;
    }
    let broken = checked.iter().filter(|one| !one.ok).count();
    let total = style::count(checked.len(), "question");
    if broken == 0 {
        writeln!(
            out,
            "\n{}",
            style::GOOD.paint(format_args!("{total} checked: all keep what they promise"))
        )
    } else {
        writeln!(
            out,
            "\n{}",
            style::BAD.paint(format_args!("{total} checked: {broken} must be mended"))
        )
    }
}

fn row(checked: &Checked) -> [String; 8] {
    let right = checked
        .submissions
        .iter()
        .filter(|one| one.expected == Expected::Accepted)
        .count();
    let findings = |severity| {
        checked
            .findings
            .iter()
            .filter(|one| one.severity == severity)
            .count()
    };
    let number = |number: usize| {
        if number == 0 {
            "·".to_owned()
        } else {
            number.to_string()
        }
    };
    [
        checked.question.to_string(),
        checked
            .kind
            .map(|kind| kind.to_string())
            .unwrap_or_else(|| "?".to_owned()),
        number(checked.cases),
        number(checked.samples),
        number(right),
        number(checked.submissions.len() - right),
        number(findings(Severity::Error)),
        number(findings(Severity::Warning)),
    ]
}
