//! Shows a comparison that did not hold: line by line, with the differing parts of a line emphasized.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use super::style;
use crate::grading::Comparison;

/// A longer difference is cut here: past one screen, the first lines have said it.
const MAX_LINES: usize = 40;

/// Unchanged lines shown around a change.
const CONTEXT: usize = 2;

/// Styled lines without indentation.
pub fn lines(comparison: &Comparison) -> Vec<String> {
    let (left, right) = (
        style::safe(&comparison.left),
        style::safe(&comparison.right),
    );
    if comparison.op != "==" || left == right {
        return sides(&left, &comparison.op, &right);
    }
    let mut lines = vec![
        style::DIM
            .paint("- expected (right of ==)   + actual (left of ==)")
            .to_string(),
    ];
    let (old, new) = (format!("{right}\n"), format!("{left}\n"));
    let diff = TextDiff::from_lines(&old, &new);
    for (number, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if number > 0 {
            lines.push(style::DIM.paint("  ⋯").to_string());
        }
        for change in group.iter().flat_map(|op| diff.iter_inline_changes(op)) {
            let (sign, plain, part) = match change.tag() {
                ChangeTag::Delete => ("-", style::GOOD, style::GOOD_PART),
                ChangeTag::Insert => ("+", style::BAD_LINE, style::BAD_PART),
                ChangeTag::Equal => (" ", style::DIM, style::DIM),
            };
            let mut line = plain.paint(format_args!("{sign} ")).to_string();
            for (emphasized, text) in change.iter_strings_lossy() {
                let role = if emphasized { part } else { plain };
                let _ = write!(line, "{}", role.paint(text.trim_end_matches('\n')));
            }
            lines.push(line);
        }
    }
    cut(lines)
}

/// Both sides of an operator that has no expected side, or of values that look the same.
fn sides(left: &str, op: &str, right: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for (label, text) in [("left", left), ("right", right)] {
        let label = format!("{label:<6}");
        for (number, line) in text.lines().enumerate() {
            let label = if number == 0 {
                label.as_str()
            } else {
                "      "
            };
            lines.push(format!("{}{line}", style::DIM.paint(label)));
        }
    }
    let why = if left == right && op == "==" {
        "both look the same, but left == right is not true".to_owned()
    } else {
        format!("left {} right is not true", style::safe(op))
    };
    lines.push(style::DIM.paint(why).to_string());
    cut(lines)
}

fn cut(mut lines: Vec<String>) -> Vec<String> {
    if lines.len() > MAX_LINES {
        let more = lines.len() - MAX_LINES;
        lines.truncate(MAX_LINES);
        let note = format!("… {}; --json has all", style::count(more, "more line"));
        lines.push(style::DIM.paint(note).to_string());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(left: &str, op: &str, right: &str) -> Vec<String> {
        let comparison = Comparison {
            op: op.to_owned(),
            left: left.to_owned(),
            right: right.to_owned(),
        };
        lines(&comparison)
            .iter()
            .map(|line| anstream::adapter::strip_str(line).to_string())
            .collect()
    }

    #[test]
    fn what_was_expected_stands_above_what_came() {
        assert_eq!(
            plain("[1, 2]", "==", "[1, 3]")[1..],
            ["- [1, 3]", "+ [1, 2]"]
        );
    }

    #[test]
    fn only_the_surroundings_of_a_change_are_shown() {
        let one: Vec<String> = (0..50).map(|number| number.to_string()).collect();
        let mut other = one.clone();
        other[25] = "x".to_owned();
        let shown = plain(&one.join("\n"), "==", &other.join("\n"));
        assert_eq!(shown[1..], ["  23", "  24", "- x", "+ 25", "  26", "  27"]);
    }

    #[test]
    fn equal_texts_and_other_operators_show_both_sides() {
        assert_eq!(
            plain("<Token>", "==", "<Token>"),
            [
                "left  <Token>",
                "right <Token>",
                "both look the same, but left == right is not true"
            ]
        );
        assert_eq!(plain("3", "<", "2")[2], "left < right is not true");
    }

    #[test]
    fn a_long_difference_is_cut() {
        let many: Vec<String> = (0..100).map(|number| format!("line {number}")).collect();
        let shown = plain("", "==", &many.join("\n"));
        assert_eq!(shown.len(), MAX_LINES + 1);
        assert!(shown.last().unwrap().starts_with("… "));
    }
}
