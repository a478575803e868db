//! LaTeX as problem statements use it, as Markdown.
//!
//! Not TeX: nothing is expanded or defined. Mathematics stay as they are, between dollars. What isn't known is left out
//! but for its arguments, and told, so that somebody reads the text.

mod commands;
mod scan;

use std::collections::BTreeSet;

use scan::Scan;

/// Arguments in arguments; what is deeper stays as it is.
const MAX_DEPTH: usize = 30;

/// A statement as Markdown.
#[derive(Debug, Default)]
pub struct Converted {
    pub text: String,
    /// What `\problemname` says.
    pub name: Option<String>,
    /// Files that it shows.
    pub images: Vec<String>,
    /// Commands and environments that aren't known.
    pub unknown: BTreeSet<String>,
}

pub fn markdown(tex: &str) -> Converted {
    let mut converted = Converted::default();
    let text = Writer::new(&mut converted, 0).convert(&without_comments(tex));
    converted.text = tidy(&text);
    converted
}

/// Without what a line has after `%`, its end, and the blanks before what comes next; not in verbatim text.
fn without_comments(tex: &str) -> String {
    let mut text = String::with_capacity(tex.len());
    let mut verbatim: Option<&str> = None;
    let mut joined = false;
    for line in tex.split_inclusive('\n') {
        if let Some(name) = verbatim {
            text.push_str(line);
            if line.contains(&format!("\\end{{{name}}}")) {
                verbatim = None;
            }
            continue;
        }
        let line = match joined {
            true => line.trim_start_matches([' ', '\t']),
            false => line,
        };
        let opened = scan::VERBATIM
            .into_iter()
            .find(|name| line.contains(&format!("\\begin{{{name}}}")));
        let comment = scan::comment(line).filter(|_| opened.is_none());
        verbatim = opened.filter(|name| !line.contains(&format!("\\end{{{name}}}")));
        joined = comment.is_some();
        text.push_str(&line[..comment.unwrap_or(line.len())]);
    }
    text
}

/// The list whose items are being written.
struct List {
    ordered: bool,
    count: usize,
}

struct Writer<'a> {
    converted: &'a mut Converted,
    depth: usize,
    out: String,
    list: Option<List>,
    /// Of its items, in columns.
    indent: usize,
}

impl<'a> Writer<'a> {
    fn new(converted: &'a mut Converted, depth: usize) -> Self {
        Self {
            converted,
            depth,
            out: String::new(),
            list: None,
            indent: 0,
        }
    }

    fn convert(mut self, tex: &str) -> String {
        let mut scan = Scan::new(tex);
        while let Some(c) = scan.next() {
            match c {
                '\\' => self.backslash(&mut scan),
                '$' => self.math(&mut scan),
                '{' => {
                    let group = scan.group_rest();
                    self.group(group);
                }
                '}' => {}
                '~' => self.out.push(' '),
                '`' if scan.take("`") => self.out.push('“'),
                '\'' if scan.take("'") => self.out.push('”'),
                '`' => self.out.push('‘'),
                '-' if scan.take("--") => self.out.push('—'),
                '-' if scan.take("-") => self.out.push('–'),
                '*' | '_' | '<' => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                '#' if self.at_line_start() => self.out.push_str("\\#"),
                // Indented text would be code.
                ' ' | '\t' if self.at_line_start() => {}
                '\n' => self.line_end(&mut scan),
                c => self.out.push(c),
            }
        }
        self.out
    }

    fn at_line_start(&self) -> bool {
        self.out.is_empty() || self.out.ends_with('\n')
    }

    /// A line's end; within a list, what follows belongs to the item.
    fn line_end(&mut self, scan: &mut Scan<'_>) {
        let mut blank = false;
        loop {
            scan.skip_blanks();
            if !scan.take("\n") {
                break;
            }
            blank = true;
        }
        self.out.push_str(if blank { "\n\n" } else { "\n" });
    }

    fn block(&mut self) {
        if !self.out.is_empty() {
            self.out.push_str("\n\n");
        }
    }

    /// What an argument says, as Markdown.
    fn inner(&mut self, tex: &str) -> String {
        if self.depth >= MAX_DEPTH {
            return tex.to_owned();
        }
        Writer::new(self.converted, self.depth + 1).convert(tex)
    }

    /// `{\bf …}` is emphasis, any other group its contents.
    fn group(&mut self, tex: &str) {
        let body = tex.trim_start();
        for (commands, mark) in [
            (["\\bf", "\\bfseries"], "**"),
            (["\\it", "\\em"], "*"),
            (["\\sl", "\\itshape"], "*"),
        ] {
            for command in commands {
                if let Some(rest) = scan::after_command(body, command) {
                    let inner = self.inner(rest);
                    return self.emphasized(mark, &inner);
                }
            }
        }
        for command in ["\\tt", "\\ttfamily"] {
            if let Some(rest) = scan::after_command(body, command) {
                return self.code(rest);
            }
        }
        let inner = self.inner(tex);
        self.out.push_str(&inner);
    }

    /// With the spaces outside of the marks.
    fn emphasized(&mut self, mark: &str, inner: &str) {
        let text = inner.trim();
        if text.is_empty() {
            return self.out.push_str(inner);
        }
        let start = inner.len() - inner.trim_start().len();
        let end = inner.trim_end().len();
        self.out.push_str(&inner[..start]);
        self.out.push_str(&format!("{mark}{text}{mark}"));
        self.out.push_str(&inner[end..]);
    }

    /// Typewriter text. Code with mathematics in it is only emphasized, for in code a dollar is a dollar.
    fn code(&mut self, tex: &str) {
        if tex.contains('$') {
            let inner = self.inner(tex);
            return self.emphasized("*", &inner);
        }
        let plain = scan::plain(tex);
        self.verbatim(plain.trim());
    }

    fn verbatim(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let text = text.replace('\n', " ");
        let code = match text.contains('`') {
            true => format!("`` {text} ``"),
            false => format!("`{text}`"),
        };
        self.out.push_str(&code);
    }

    fn math(&mut self, scan: &mut Scan<'_>) {
        if scan.take("$") {
            let body = scan.until("$$");
            self.display(body);
        } else {
            let body = scan.until_dollar();
            self.out.push_str(&format!("${}$", body.trim()));
        }
    }

    fn display(&mut self, body: &str) {
        self.block();
        self.out.push_str(&format!("$${}$$\n\n", body.trim()));
    }

    fn item(&mut self, label: Option<&str>) {
        let label = label.map(|label| self.inner(label));
        let mark = match &mut self.list {
            Some(list) if list.ordered => {
                list.count += 1;
                format!("{}. ", list.count)
            }
            _ => "- ".to_owned(),
        };
        let end = self.out.trim_end().len();
        self.out.truncate(end);
        self.out.push('\n');
        self.out.push_str(&" ".repeat(self.indent));
        self.out.push_str(&mark);
        if let Some(label) = label {
            self.out.push_str(&format!("**{}** ", label.trim()));
        }
    }
}

/// Blank lines are single, and only a line that is broken on purpose has spaces at its end.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut blank = true;
    let mut fenced = false;
    for line in text.lines() {
        if line.starts_with(scan::FENCE) {
            fenced = !fenced;
        }
        let broken = line.ends_with("  ") && !line.trim().is_empty();
        let line = line.trim_end();
        if line.is_empty() && blank && !fenced {
            continue;
        }
        blank = line.is_empty();
        tidy.push_str(line);
        tidy.push_str(if broken { "  \n" } else { "\n" });
    }
    tidy.trim().to_owned()
}

#[cfg(test)]
mod tests;
