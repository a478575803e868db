//! Input that varies with the seed: an answer made for the examples alone doesn't pass it.
//!
//! A case that hunts for races varies with the seed, too, by its schedules.

use crate::check::Gate;
use crate::check::exceptions::Rule;
use crate::question::{EXCEPTIONS, Finding};

impl Gate<'_> {
    pub(super) fn random(&mut self) {
        let question = self.question;
        let texts = [question.cases.as_deref(), question.support.as_deref()];
        if !texts.into_iter().flatten().any(varies)
            && !self.exceptions.excuse(Rule::Random, "random")
        {
            self.findings.push(Finding::warning(
                "cases.py",
                None,
                "no case varies with the seed",
                format!("make input with `random`, or say under random = in {EXCEPTIONS} why there is nothing to vary"),
            ));
        }
        let stale = self.exceptions.stale(Rule::Random, |_| true);
        self.findings.extend(stale);
    }
}

fn varies(text: &str) -> bool {
    let imports = |line: &str| {
        let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        matches!(words.next(), Some("import" | "from")) && words.any(|word| word == "random")
    };
    text.lines()
        .any(|line| imports(line.trim_start()) || line.contains("mark.schedules("))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sees_what_the_seed_decides() {
        assert!(varies("import json, random\n"));
        assert!(varies("    from random import Random\n"));
        assert!(varies("@pytest.mark.schedules(10)\n"));
        assert!(!varies(
            "# import random numbers\nimport randomness\nrandom = 4\n"
        ));
    }
}
