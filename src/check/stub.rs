//! A trivial answer with the right names: every function and method returns `None`.
//!
//! Made from the text of an accepted answer by its `def`, `class` and assignment lines; no parser, for a name that
//! is missed only makes the stub worse, and a worse stub can only earn less.

use std::fmt::Write as _;

/// Bases that a stub's class keeps, so that `pytest.raises` and `issubclass` find what they look for.
fn keeps(base: &str, classes: &[String]) -> bool {
    base.ends_with("Error")
        || base.ends_with("Exception")
        || classes.iter().any(|class| class == base)
}

/// The stub of `source`.
pub fn stub(source: &str) -> String {
    let mut stub = String::new();
    let mut classes: Vec<String> = Vec::new();
    let mut in_class = false;
    let mut decorator = "";
    let mut text_end: Option<&str> = None;
    for line in source.lines() {
        if let Some(end) = text_end {
            if line.contains(end) {
                text_end = None;
            }
            continue;
        }
        text_end = opens_text(line);
        let code = line.trim_start();
        let indent = line.len() - code.len();
        let (prefix, code) = match code.strip_prefix("async ") {
            Some(rest) => ("async ", rest),
            None => ("", code),
        };
        if indent > 4 {
            continue;
        }
        let pad = &line[..indent];
        if let Some(name) = code.strip_prefix("def ").map(identifier) {
            in_class &= indent > 0;
            if indent == 0 || in_class {
                let _ = write!(
                    stub,
                    "{decorator}{pad}{prefix}def {name}(*args, **kwargs):\n{pad}    return None\n\n"
                );
            }
            decorator = "";
        } else if let Some(rest) = code.strip_prefix("class ").filter(|_| indent == 0) {
            let name = identifier(rest);
            let bases: Vec<&str> = rest[name.len()..]
                .trim_start_matches('(')
                .split([',', ')', ':'])
                .map(str::trim)
                .filter(|base| keeps(base, &classes))
                .collect();
            let _ = write!(stub, "class {name}({}):\n    pass\n\n", bases.join(", "));
            classes.push(name.to_owned());
            in_class = true;
        } else if indent == 4 && code.trim_end() == "@property" {
            decorator = "    @property\n";
        } else if indent == 0 && is_assignment(code) {
            let _ = writeln!(stub, "{} = None\n", identifier(code));
        }
    }
    stub
}

/// The quotes that end the text which `line` begins and does not end.
fn opens_text(line: &str) -> Option<&'static str> {
    ["\"\"\"", "'''"]
        .into_iter()
        .find(|quotes| line.matches(quotes).count() % 2 == 1)
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// `NAME = …` or `NAME: type = …`.
fn is_assignment(code: &str) -> bool {
    let name = identifier(code);
    let rest = code[name.len()..].trim_start();
    let assigned = rest.starts_with('=') || (rest.starts_with(':') && rest.contains('='));
    let is_name = !matches!(name, "" | "else" | "try" | "finally") && !name.starts_with("__");
    is_name && assigned && !rest.starts_with("==")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_names_and_nothing_that_works() {
        let source = "\
# plain
from dataclasses import dataclass
LIMIT: int = 3

class Full(Exception):
    \"\"\"def not_code(): text
    class neither\"\"\"

@dataclass(frozen=True)
class Token(Base, metaclass=M):
    value: str

    @property
    def age(self) -> int:
        def inner(): ...
        return 1

    async def renew(
        self,
        by: int = LIMIT,
    ) -> None: ...

def make(kind: str) -> Token:
    total = 1
    return Token(kind)
";
        assert_eq!(
            stub(source),
            "\
LIMIT = None

class Full(Exception):
    pass

class Token():
    pass

    @property
    def age(*args, **kwargs):
        return None

    async def renew(*args, **kwargs):
        return None

def make(*args, **kwargs):
    return None

"
        );
    }
}
