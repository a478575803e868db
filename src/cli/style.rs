//! Colours, widths, and what may reach a terminal.

use std::fmt::{self, Display, Write as _};

use anstyle::{AnsiColor, Effects, Style};
use unicode_width::UnicodeWidthStr;

/// A role that text plays; what it looks like is decided here alone.
#[derive(Debug, Clone, Copy)]
pub struct Role(Style);

pub const GOOD: Role = Role(AnsiColor::Green.on_default());
pub const BAD: Role = Role(AnsiColor::Red.on_default().effects(Effects::BOLD));
pub const WARN: Role = Role(AnsiColor::Yellow.on_default());
pub const NOTE: Role = Role(AnsiColor::Cyan.on_default());
pub const DIM: Role = Role(Style::new().effects(Effects::DIMMED));
pub const STRONG: Role = Role(Style::new().effects(Effects::BOLD));
/// An actual line in a difference (an expected one is `GOOD`), and the parts of both that differ.
pub const BAD_LINE: Role = Role(AnsiColor::Red.on_default());
pub const GOOD_PART: Role = Role(
    AnsiColor::Green
        .on_default()
        .effects(Effects::BOLD.insert(Effects::UNDERLINE)),
);
pub const BAD_PART: Role = Role(
    AnsiColor::Red
        .on_default()
        .effects(Effects::BOLD.insert(Effects::UNDERLINE)),
);

pub struct Painted<T>(Style, T);

impl Role {
    pub fn paint<T: Display>(self, text: T) -> Painted<T> {
        Painted(self.0, text)
    }
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let style = self.0;
        write!(f, "{style}")?;
        self.1.fmt(f)?;
        write!(f, "{style:#}")
    }
}

/// Text from a question or a program, made fit for a terminal: control characters (an escape sequence could
/// repaint the screen) and marks that reorder text are written out as escapes; newlines stay, tabs become spaces.
pub fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => safe.push(c),
            '\t' => safe.push_str("    "),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => safe.extend(c.escape_unicode()),
            c if c.is_control() => {
                let _ = write!(safe, "\\x{:02x}", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    safe
}

/// Columns that `text` takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// `text` filled with spaces to `columns`.
pub fn pad(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

/// `1 case`, `2 cases`.
pub fn count(number: usize, noun: &str) -> String {
    match (number, noun) {
        (1, _) => format!("1 {noun}"),
        (_, noun) => format!("{number} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal_that_could_repaint_it() {
        assert_eq!(
            safe("a\x1b[2Jb\r\n\tc\u{202e}d\u{9b}"),
            "a\\x1b[2Jb\\x0d\n    c\\u{202e}d\\x9b"
        );
    }

    #[test]
    fn widths_are_columns() {
        assert_eq!(pad("日本", 6), "日本  ");
    }
}
