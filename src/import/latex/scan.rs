//! Reading TeX text piece by piece: groups, arguments, names of commands.

/// Around verbatim text; longer than what problem statements show.
pub const FENCE: &str = "````";

/// Environments whose text is as it is written.
pub const VERBATIM: [&str; 4] = ["verbatim", "verbatim*", "lstlisting", "Verbatim"];

pub struct Scan<'a> {
    rest: &'a str,
}

impl<'a> Scan<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    pub fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// Whether `what` comes next, which is passed then.
    pub fn take(&mut self, what: &str) -> bool {
        let rest = self.rest.strip_prefix(what);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    pub fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    /// Up to `end`, which is passed; all that is left if it never comes.
    pub fn until(&mut self, end: &str) -> &'a str {
        let (found, rest) = self.rest.split_once(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        found
    }

    /// Up to the `end` that belongs to a `begin` which has been passed.
    pub fn until_closed(&mut self, begin: &str, end: &str) -> &'a str {
        let (whole, mut depth, mut at) = (self.rest, 1_usize, 0);
        while let Some(next) = whole[at..].find(end) {
            depth += whole[at..at + next].matches(begin).count();
            depth -= 1;
            at += next + end.len();
            if depth == 0 {
                self.rest = &whole[at..];
                return &whole[..at - end.len()];
            }
        }
        std::mem::take(&mut self.rest)
    }

    /// Up to the dollar that ends mathematics.
    pub fn until_dollar(&mut self) -> &'a str {
        let mut escaped = false;
        for (at, c) in self.rest.char_indices() {
            if c == '$' && !escaped {
                let found = &self.rest[..at];
                self.rest = &self.rest[at + 1..];
                return found;
            }
            escaped = c == '\\' && !escaped;
        }
        std::mem::take(&mut self.rest)
    }

    /// A command's name, after its backslash: letters with their star, or one other character.
    pub fn command(&mut self) -> &'a str {
        let letters = self.rest.find(|c: char| !c.is_ascii_alphabetic());
        let letters = letters.unwrap_or(self.rest.len());
        if letters == 0 {
            let length = self.rest.chars().next().map_or(0, char::len_utf8);
            let (name, rest) = self.rest.split_at(length);
            self.rest = rest;
            return name;
        }
        let (name, rest) = self.rest.split_at(letters);
        self.rest = rest.strip_prefix('*').unwrap_or(rest);
        // Spaces end the name and are nothing else.
        let blanks = self.rest.trim_start_matches([' ', '\t']);
        self.rest = blanks;
        name
    }

    /// `{…}` if it comes next.
    pub fn argument(&mut self) -> Option<&'a str> {
        let rest = self.rest.trim_start();
        self.rest = rest.strip_prefix('{')?;
        Some(self.group_rest())
    }

    /// `[…]` if it comes next.
    pub fn option(&mut self) -> Option<&'a str> {
        let rest = self.rest.strip_prefix('[')?;
        let (found, rest) = rest.split_once(']')?;
        self.rest = rest;
        Some(found)
    }

    /// What is left of a group whose brace has been passed, its end with it.
    pub fn group_rest(&mut self) -> &'a str {
        let mut depth = 0_usize;
        let mut escaped = false;
        for (at, c) in self.rest.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '{' => depth += 1,
                '}' if depth == 0 => {
                    let found = &self.rest[..at];
                    self.rest = &self.rest[at + 1..];
                    return found;
                }
                '}' => depth -= 1,
                _ => {}
            }
        }
        std::mem::take(&mut self.rest)
    }
}

/// What follows the command at the beginning of a text, if it is that one.
pub fn after_command<'a>(text: &'a str, command: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(command)?;
    (!rest.starts_with(|c: char| c.is_ascii_alphabetic())).then(|| rest.trim_start())
}

/// Text for code: escapes are what they stand for, other commands go, their arguments stay.
pub fn plain(tex: &str) -> String {
    let mut plain = String::with_capacity(tex.len());
    let mut scan = Scan::new(tex);
    while let Some(c) = scan.next() {
        match c {
            '\\' => match scan.command() {
                "textbackslash" | "backslash" => plain.push('\\'),
                "textasciitilde" => plain.push('~'),
                "textasciicircum" => plain.push('^'),
                "ldots" | "dots" => plain.push('…'),
                name if name.starts_with(|c: char| c.is_ascii_alphabetic()) => {}
                name => plain.push_str(name),
            },
            '{' | '}' => {}
            '~' => plain.push(' '),
            '-' if scan.take("-") => plain.push_str("--"),
            c => plain.push(c),
        }
    }
    plain
}

/// Where a line's comment begins.
pub fn comment(line: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        if c == '%' && !escaped {
            return Some(at);
        }
        escaped = c == '\\' && !escaped;
    }
    None
}
