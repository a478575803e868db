//! How an output is compared with the right one: the format's default validator, as its flags say, written in Python.

use super::super::Refused;

#[derive(Debug, Default, PartialEq)]
pub struct Comparison {
    case_sensitive: bool,
    space_change_sensitive: bool,
    /// As they were written, numbers.
    relative: Option<String>,
    absolute: Option<String>,
}

impl Comparison {
    pub fn of_flags(flags: &[String]) -> Result<Self, Refused> {
        let mut comparison = Self::default();
        let mut rest = flags.iter();
        while let Some(flag) = rest.next() {
            let mut tolerance = || {
                let given = rest.next();
                let value: Option<f64> = given.and_then(|text| text.parse().ok());
                match value.filter(|value| value.is_finite() && *value >= 0.0) {
                    // Python reads what Rust writes.
                    Some(value) => Ok(Some(format!("{value:?}"))),
                    None => Err(Refused::new(
                        format!("the validator's flag '{flag}' has no tolerance after it"),
                        "give it a number such as 1e-6",
                    )),
                }
            };
            match flag.as_str() {
                "case_sensitive" => comparison.case_sensitive = true,
                "space_change_sensitive" => comparison.space_change_sensitive = true,
                "float_relative_tolerance" => comparison.relative = tolerance()?,
                "float_absolute_tolerance" => comparison.absolute = tolerance()?,
                "float_tolerance" => {
                    comparison.relative = tolerance()?;
                    comparison.absolute.clone_from(&comparison.relative);
                }
                _ => {
                    return Err(Refused::new(
                        format!("the default validator has no flag '{flag}'"),
                        "remove it; if it is meant for a validator of the package's own, that one isn't run here",
                    ));
                }
            }
        }
        Ok(comparison)
    }

    pub fn has_tolerance(&self) -> bool {
        self.relative.is_some() || self.absolute.is_some()
    }

    /// Standard modules that the functions need.
    pub fn imports(&self) -> &'static str {
        match (self.has_tolerance(), self.space_change_sensitive) {
            (true, true) => "import math\nimport re\n\n",
            (true, false) => "import math\n\n",
            (false, true) => "import re\n\n",
            (false, false) => "",
        }
    }

    /// `tokens`, and `close` if there are tolerances.
    pub fn functions(&self) -> String {
        let lower = if self.case_sensitive { "" } else { ".lower()" };
        let (what, split) = match self.space_change_sensitive {
            true => (
                "The text's words and the white space between them",
                format!("re.findall(r\"\\s+|\\S+\", text{lower})"),
            ),
            false => ("The text's words", format!("text{lower}.split()")),
        };
        let case = if self.case_sensitive {
            ""
        } else {
            "; upper and lower case are the same"
        };
        let mut python = format!(
            "def tokens(text: str) -> list[str]:\n    \"\"\"{what}{case}.\"\"\"\n    return {split}\n"
        );
        if self.has_tolerance() {
            let zero = || "0.0".to_owned();
            let relative = self.relative.clone().unwrap_or_else(zero);
            let absolute = self.absolute.clone().unwrap_or_else(zero);
            python.push_str(&format!(
                "\n\nRELATIVE, ABSOLUTE = {relative}, {absolute}\n"
            ));
            python.push_str(CLOSE);
        }
        python
    }

    /// The statement that compares `output` with `right`.
    pub fn assertion(&self) -> &'static str {
        match self.has_tolerance() {
            true => "    assert close(tokens(output), tokens(right)) == tokens(right)\n",
            false => "    assert tokens(output) == tokens(right)\n",
        }
    }

    /// For the prompt, a sentence or more.
    pub fn rules(&self) -> String {
        let spaces = match self.space_change_sensitive {
            true => "White space must be exactly as it should be, line ends among it",
            false => "Any white space between words is as good as any other",
        };
        let case = match self.case_sensitive {
            true => "upper and lower case differ",
            false => "upper and lower case are the same",
        };
        let mut rules = format!("{spaces}; {case}.");
        let bounds = [
            ("a relative", &self.relative),
            ("an absolute", &self.absolute),
        ];
        let bounds: Vec<String> = bounds
            .iter()
            .filter_map(|(kind, most)| Some(format!("{kind} error of at most {}", most.as_ref()?)))
            .collect();
        if !bounds.is_empty() {
            let bounds = bounds.join(" or ");
            rules.push_str(&format!(
                " A number may be written in any way and have {bounds}."
            ));
        }
        rules
    }
}

const CLOSE: &str = r#"

def number(token: str) -> float | None:
    """The finite number that the token writes, if it is one."""
    try:
        value = float(token.replace("_", "?"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def close(output: list[str], right: list[str]) -> list[str]:
    """The output's tokens, with the right ones in the place of numbers that are close enough."""
    close = list(output)
    for index, (given, wanted) in enumerate(zip(output, right)):
        value, target = number(given), number(wanted)
        if value is not None and target is not None:
            if abs(value - target) <= max(ABSOLUTE, RELATIVE * abs(target)):
                close[index] = wanted
    return close
"#;

#[cfg(test)]
mod tests {
    use super::*;

    fn of(flags: &str) -> Result<Comparison, Refused> {
        let flags: Vec<String> = flags.split_whitespace().map(str::to_owned).collect();
        Comparison::of_flags(&flags)
    }

    #[test]
    fn flags_say_how() {
        assert_eq!(of("").unwrap(), Comparison::default());
        let both = of("float_tolerance 1e-6 case_sensitive").unwrap();
        assert_eq!(
            (both.relative.as_deref(), both.absolute.as_deref()),
            (Some("1e-6"), Some("1e-6"))
        );
        assert!(both.case_sensitive && both.has_tolerance());
        let rules = both.rules();
        assert!(
            rules.contains("a relative error of at most 1e-6 or an absolute error of at most 1e-6"),
            "{rules}"
        );
        assert!(
            of("space_change_sensitive")
                .unwrap()
                .functions()
                .contains("findall")
        );
    }

    #[test]
    fn what_it_does_not_know_is_refused() {
        for flags in [
            "float_tolerance",
            "float_tolerance x",
            "float_absolute_tolerance -1",
            "fuzzy",
        ] {
            assert!(of(flags).is_err(), "{flags}");
        }
    }
}
