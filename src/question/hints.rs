//! `hints.md`: sections `## Hint 1 (costs 5)`, from a nudge to nearly the way.

use serde::Serialize;

use super::Finding;

pub(super) const FILE: &str = "hints.md";

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// Percent of the question's points that taking it costs.
    pub cost: u32,
    /// Markdown.
    pub text: String,
}

/// Hints in order, or what is wrong with the file.
pub(super) fn parse(source: &str) -> Result<Vec<Hint>, Vec<Finding>> {
    let mut hints: Vec<(usize, Hint)> = Vec::new();
    let mut findings = Vec::new();
    for (index, line) in source.lines().enumerate() {
        let number = index + 1;
        if let Some(heading) = line.strip_prefix("## ") {
            let cost = heading_cost(heading, hints.len() + 1).unwrap_or_else(|| {
                let wanted = format!("## Hint {} (costs 5)", hints.len() + 1);
                findings.push(Finding::error(
                    FILE,
                    number,
                    format!("the heading '{line}' is not a hint's"),
                    format!("write it like '{wanted}'; the cost is in percent"),
                ));
                0
            });
            let text = String::new();
            hints.push((number, Hint { cost, text }));
        } else if let Some((_, hint)) = hints.last_mut() {
            hint.text.push_str(line);
            hint.text.push('\n');
        }
    }
    for (number, hint) in &mut hints {
        hint.text = hint.text.trim().to_owned();
        if hint.text.is_empty() {
            findings.push(Finding::error(
                FILE,
                *number,
                "the hint has no text",
                "say below the heading what helps",
            ));
        }
    }
    if !(2..=4).contains(&hints.len()) {
        findings.push(Finding::error(
            FILE,
            None,
            format!("there are {} hints", hints.len()),
            "write two to four sections '## Hint 1 (costs 5)', from a nudge to nearly the way",
        ));
    }
    let total: u32 = hints.iter().map(|(_, hint)| hint.cost).sum();
    if total >= 100 {
        findings.push(Finding::error(
            FILE,
            None,
            format!("all hints together cost {total} percent"),
            "leave something to earn: keep the sum below 100",
        ));
    }
    if findings.is_empty() {
        Ok(hints.into_iter().map(|(_, hint)| hint).collect())
    } else {
        Err(findings)
    }
}

/// The cost in `Hint <number> (costs <percent>)`.
fn heading_cost(heading: &str, number: usize) -> Option<u32> {
    let cost = heading
        .trim_end()
        .strip_prefix(&format!("Hint {number} (costs "))?
        .strip_suffix(')')?;
    let cost: u32 = cost
        .trim_end_matches(" %")
        .trim_end_matches('%')
        .parse()
        .ok()?;
    (cost < 100).then_some(cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_cost_and_text() {
        let hints =
            parse("intro\n## Hint 1 (costs 5)\n\nLook *here*.\n## Hint 2 (costs 10)\nb\n").unwrap();
        assert_eq!(
            hints,
            [
                Hint {
                    cost: 5,
                    text: "Look *here*.".into()
                },
                Hint {
                    cost: 10,
                    text: "b".into()
                }
            ]
        );
    }

    #[test]
    fn says_where_a_heading_is_wrong() {
        let findings = parse("## Hint 1 (costs 5)\na\n## Hint 3 (costs 5)\nb\n").unwrap_err();
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].line, Some(3));
        assert!(findings[0].todo.contains("## Hint 2 (costs 5)"));
    }

    #[test]
    fn wants_two_to_four_that_leave_something_to_earn() {
        assert!(parse("## Hint 1 (costs 5)\na\n").is_err());
        assert!(parse("## Hint 1 (costs 50)\na\n## Hint 2 (costs 50)\nb\n").is_err());
        assert!(parse("## Hint 1 (costs 5)\n\n## Hint 2 (costs 5)\nb\n").is_err());
    }
}
