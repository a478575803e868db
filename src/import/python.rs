//! Python source made of data: literals, and nothing that could end one early.

use std::fmt::Write as _;

/// Longer texts are written as one literal, whose file stays about as large as they are.
const LINES: usize = 12;

/// A text literal on one line. What a reader can't see is escaped.
pub fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\t' => literal.push_str("\\t"),
            '\r' => literal.push_str("\\r"),
            c if is_unseen(c) => {
                let _ = match u32::from(c) {
                    code @ 0..=0xff => write!(literal, "\\x{code:02x}"),
                    code => write!(literal, "\\u{code:04x}"),
                };
            }
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// Controls, and what changes the order or the width of what is seen; all of them in the basic plane.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A text literal as an argument on lines of its own, one for each of its own lines if these are few.
pub fn argument(text: &str, indent: &str) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    if !(2..=LINES).contains(&lines.len()) {
        return format!("{indent}{},\n", literal(text));
    }
    let mut argument = String::new();
    for (index, line) in lines.iter().enumerate() {
        let comma = if index + 1 == lines.len() { "," } else { "" };
        let _ = writeln!(argument, "{indent}{}{comma}", literal(line));
    }
    argument
}

/// A program as a literal that reads like the program, if it can be.
pub fn program(text: &str) -> String {
    for quotes in ["\"\"\"", "'''"] {
        let plain = |c: char| c == '\n' || c == '\t' || !is_unseen(c);
        let ends = text.ends_with(['\\', '"', '\'']);
        if !text.contains(quotes) && !ends && text.chars().all(plain) {
            return format!("r{quotes}{text}{quotes}");
        }
    }
    literal(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_literal_early() {
        assert_eq!(literal("a\"b\\\n\0é\u{202e}"), r#""a\"b\\\n\x00é\u202e""#);
        assert_eq!(argument("1\n2", "    "), "    \"1\\n\"\n    \"2\",\n");
        assert_eq!(argument("", "  "), "  \"\",\n");
        assert_eq!(program("x = 1\n"), "r\"\"\"x = 1\n\"\"\"");
        assert_eq!(program("x = \"\"\"a\"\"\"\n"), "r'''x = \"\"\"a\"\"\"\n'''");
        assert_eq!(program("x = '''\"\"\"'''\n"), r#""x = '''\"\"\"'''\n""#);
        assert_eq!(program("'\\"), r#""'\\""#);
    }
}
