//! What commands and environments stand for.

use super::scan::{FENCE, Scan, VERBATIM};
use super::{List, Writer};

/// Environments of displayed mathematics that stay as they are.
const MATH: [&str; 7] = [
    "equation",
    "align",
    "displaymath",
    "eqnarray",
    "gather",
    "math",
    "multline",
];

/// Commands that only say how something looks, without arguments.
const LOOKS: &[&str] = &[
    "noindent",
    "indent",
    "medskip",
    "smallskip",
    "bigskip",
    "newpage",
    "clearpage",
    "pagebreak",
    "centering",
    "par",
    "tiny",
    "scriptsize",
    "footnotesize",
    "small",
    "normalsize",
    "large",
    "Large",
    "LARGE",
    "huge",
    "Huge",
    "hfill",
    "vfill",
    "hline",
    "toprule",
    "midrule",
    "bottomrule",
    "nextsample",
    "remainingsamples",
    "maketitle",
    "protect",
    "bf",
    "it",
    "em",
    "tt",
    "sc",
    "rm",
    "sf",
    "relax",
    "displaystyle",
    "raggedright",
    "sloppy",
    "null",
    "leavevmode",
];

impl Writer<'_> {
    /// After a backslash.
    pub(super) fn backslash(&mut self, scan: &mut Scan<'_>) {
        let name = scan.command();
        match name {
            "%" | "$" | "&" | "{" | "}" => self.out.push_str(name),
            "#" | "_" => self.out.push_str(&format!("\\{name}")),
            " " | "\n" | "/" | "," | ";" | ":" | "quad" | "qquad" | "enspace" | "thinspace" => {
                self.out.push(' ')
            }
            "!" | "-" | "" | "@" => {}
            "\\" | "newline" | "linebreak" => {
                scan.option();
                self.out.push_str("  \n");
            }
            "(" => {
                let body = scan.until("\\)");
                self.out.push_str(&format!("${}$", body.trim()));
            }
            "[" => {
                let body = scan.until("\\]");
                self.display(body);
            }
            "begin" => self.environment(scan),
            "end" => {
                scan.argument();
            }
            "item" => {
                let label = scan.option();
                scan.skip_blanks();
                self.item(label);
            }
            "verb" | "lstinline" => {
                scan.option();
                if let Some(mark) = scan.next() {
                    let mark = if mark == '{' { '}' } else { mark };
                    let text = scan.until(mark.encode_utf8(&mut [0; 4]));
                    self.verbatim(text);
                }
            }
            "section" => self.heading("##", scan),
            "subsection" | "subsubsection" => self.heading("###", scan),
            "textbf" | "paragraph" | "textsc" => self.marked("**", scan),
            "emph" | "textit" | "textsl" | "caption" => self.marked("*", scan),
            "texttt" | "t" | "code" | "path" => {
                let text = scan.argument().unwrap_or_default();
                self.code(text);
            }
            "problemname" => {
                let name = scan.argument().map(|name| self.inner(name));
                self.converted.name = name.filter(|name| !name.trim().is_empty());
            }
            "illustration" => {
                scan.argument();
                let file = scan.argument().unwrap_or_default();
                self.converted.images.push(file.to_owned());
                let caption = self.inner(scan.argument().unwrap_or_default());
                self.emphasized("*", &caption);
            }
            "includegraphics" => {
                scan.option();
                let file = scan.argument().unwrap_or_default();
                self.converted.images.push(file.to_owned());
            }
            "url" => {
                let address = address(scan.argument());
                self.out.push_str(&format!("<{address}>"));
            }
            "href" => {
                let address = address(scan.argument());
                let text = self.inner(scan.argument().unwrap_or_default());
                self.out
                    .push_str(&format!("[{}](<{address}>)", text.trim()));
            }
            "footnote" => {
                let note = self.inner(scan.argument().unwrap_or_default());
                self.out.push_str(&format!(" ({})", note.trim()));
            }
            "ldots" | "dots" | "textellipsis" => self.out.push('…'),
            "textbackslash" => self.out.push_str("\\\\"),
            "textasciitilde" => self.out.push_str("\\~"),
            "textasciicircum" => self.out.push('^'),
            "textquotesingle" => self.out.push('\''),
            "textless" => self.out.push_str("\\<"),
            "textgreater" => self.out.push('>'),
            "textbar" => self.out.push('|'),
            "textdegree" => self.out.push('°'),
            "euro" => self.out.push('€'),
            "ss" => self.out.push('ß'),
            "o" => self.out.push('ø'),
            "ae" => self.out.push('æ'),
            "aa" => self.out.push('å'),
            "LaTeX" | "TeX" => self.out.push_str(name),
            "\"" | "'" | "`" | "^" | "~" | "c" | "v" => self.accent(name, scan),
            "underline" | "sout" | "textrm" | "textsf" | "text" | "mbox" | "hbox"
            | "textnormal" | "uline" => {
                let text = self.inner(scan.argument().unwrap_or_default());
                self.out.push_str(&text);
            }
            "label" | "vspace" | "hspace" | "vskip" | "usepackage" | "setlength" | "pagestyle" => {
                scan.option();
                while scan.argument().is_some() {}
            }
            name if LOOKS.contains(&name) => {}
            name => {
                self.converted.unknown.insert(format!("\\{name}"));
                scan.option();
            }
        }
    }

    fn heading(&mut self, mark: &str, scan: &mut Scan<'_>) {
        let text = self.inner(scan.argument().unwrap_or_default());
        self.block();
        self.out.push_str(&format!("{mark} {}\n\n", text.trim()));
    }

    fn marked(&mut self, mark: &str, scan: &mut Scan<'_>) {
        let text = self.inner(scan.argument().unwrap_or_default());
        self.emphasized(mark, &text);
    }

    /// `\"o`, `\'{e}`: a letter and its mark, which Unicode puts behind it.
    fn accent(&mut self, name: &str, scan: &mut Scan<'_>) {
        let letter = match scan.argument() {
            Some(letter) => letter.to_owned(),
            None => scan.next().map(String::from).unwrap_or_default(),
        };
        let composed = match (name, letter.as_str()) {
            ("\"", "a") => "ä",
            ("\"", "o") => "ö",
            ("\"", "u") => "ü",
            ("\"", "A") => "Ä",
            ("\"", "O") => "Ö",
            ("\"", "U") => "Ü",
            ("\"", "e") => "ë",
            ("\"", "i") => "ï",
            ("'", "a") => "á",
            ("'", "e") => "é",
            ("'", "i") => "í",
            ("'", "o") => "ó",
            ("'", "u") => "ú",
            ("'", "E") => "É",
            ("`", "a") => "à",
            ("`", "e") => "è",
            ("^", "a") => "â",
            ("^", "e") => "ê",
            ("^", "i") => "î",
            ("^", "o") => "ô",
            ("^", "u") => "û",
            ("~", "n") => "ñ",
            ("~", "a") => "ã",
            ("~", "o") => "õ",
            ("c", "c") => "ç",
            ("v", "s") => "š",
            ("v", "c") => "č",
            ("v", "z") => "ž",
            _ => {
                self.converted.unknown.insert(format!("\\{name}"));
                &letter
            }
        };
        self.out.push_str(composed);
    }

    fn environment(&mut self, scan: &mut Scan<'_>) {
        let name = scan.argument().unwrap_or_default();
        let end = format!("\\end{{{name}}}");
        let plain = name.trim_end_matches('*');
        if VERBATIM.contains(&name) {
            scan.option();
            let text = scan.until(&end);
            let text = text.trim_start_matches([' ', '\t']);
            let text = text.strip_prefix('\n').unwrap_or(text).trim_end();
            self.block();
            self.out
                .push_str(&format!("{FENCE}text\n{text}\n{FENCE}\n\n"));
        } else if MATH.contains(&plain) {
            let body = scan.until(&end);
            self.block();
            self.out
                .push_str(&format!("$$\\begin{{{name}}}{body}{end}$$\n\n"));
        } else {
            match plain {
                "itemize" | "enumerate" | "description" => {
                    scan.option();
                    let body = scan.until_closed(&format!("\\begin{{{name}}}"), &end);
                    self.list(body, plain == "enumerate");
                }
                "tabular" | "tabularx" | "longtable" => {
                    scan.option();
                    scan.argument();
                    let body = scan.until(&end);
                    self.table(body);
                }
                "Input" | "Output" | "Interaction" => {
                    self.block();
                    self.out.push_str(&format!("## {plain}\n\n"));
                }
                "quote" | "quotation" => {
                    let body = self.inner(scan.until(&end));
                    self.block();
                    for line in super::tidy(&body).lines() {
                        self.out.push_str(&format!("> {line}\n"));
                    }
                    self.out.push('\n');
                }
                "figure" | "wrapfigure" | "minipage" => {
                    scan.option();
                    while scan.argument().is_some() {}
                    self.block();
                }
                "center" | "document" | "flushleft" | "flushright" | "small" | "table" => {
                    scan.option();
                    self.block();
                }
                _ => {
                    self.converted.unknown.insert(format!("\\begin{{{name}}}"));
                    self.block();
                }
            }
        }
    }

    fn list(&mut self, body: &str, ordered: bool) {
        if self.depth >= super::MAX_DEPTH {
            return self.out.push_str(body);
        }
        let within = self.list.is_some();
        let mut inner = Writer::new(self.converted, self.depth + 1);
        inner.indent = if within { self.indent + 4 } else { 0 };
        inner.list = Some(List { ordered, count: 0 });
        let text = inner.convert(body);
        let end = self.out.trim_end().len();
        self.out.truncate(end);
        let space = if within { "\n" } else { "\n\n" };
        let text = text.trim_start_matches('\n').trim_end();
        self.out.push_str(&format!("{space}{text}{space}"));
    }

    fn table(&mut self, body: &str) {
        let rows = body.split("\\\\").map(|row| {
            let cells = row.split('&').map(|cell| {
                let text = self.inner(cell);
                text.split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
                    .replace('|', "\\|")
            });
            cells.collect::<Vec<_>>()
        });
        let rows: Vec<Vec<String>> = rows.collect();
        let rows = rows
            .iter()
            .filter(|row| row.iter().any(|cell| !cell.is_empty()));
        self.block();
        for (index, row) in rows.enumerate() {
            self.out.push_str(&format!("| {} |\n", row.join(" | ")));
            if index == 0 {
                self.out
                    .push_str(&format!("|{}\n", "---|".repeat(row.len())));
            }
        }
        self.out.push('\n');
    }
}

/// An address as it stands in a statement, its escapes undone.
fn address(argument: Option<&str>) -> String {
    let escaped = argument.unwrap_or_default();
    escaped.replace("\\%", "%").replace("\\_", "_")
}
