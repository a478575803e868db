//! A list of candidates to invite, as a spreadsheet exports it: CSV (RFC 4180) with a line of column names.
//!
//! All of it is good, or every line that isn't is named: nobody wants to find out which half of a class was invited.

use std::collections::BTreeMap;

use super::contact::{email, line};

/// Three times the longest round is a day, the length of a session.
pub const MAX_EXTRA: u32 = 200;

/// In one list.
pub const MAX_GUESTS: usize = 1000;

/// Somebody to invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// Where it stands in the list, from 1.
    pub line: usize,
    pub name: String,
    pub email: String,
    pub extra_percent: u32,
    pub note: Option<String>,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    pub line: usize,
    pub why: String,
}

/// The columns; the last two may be missing, and the order is free.
const COLUMNS: [&str; 4] = ["name", "email", "extra_percent", "note"];

/// Everybody in `text`, or every line that can't be used.
pub fn guests(text: &str) -> Result<Vec<Guest>, Vec<BadLine>> {
    let bad = |line, why: &str| {
        let why = why.to_owned();
        vec![BadLine { line, why }]
    };
    let mut records = records(text).map_err(|error| vec![error])?.into_iter();
    let Some((first, names)) = records.next() else {
        return Err(bad(1, "the list is empty: begin with a line name,email"));
    };
    let columns = columns(&names).map_err(|why| bad(first, &why))?;
    let mut guests = Vec::new();
    let mut wrong = Vec::new();
    let mut seen = BTreeMap::new();
    for (at, fields) in records {
        match guest(at, &fields, &columns, names.len()) {
            Err(why) => wrong.push(BadLine { line: at, why }),
            Ok(guest) => match seen.get(&guest.email) {
                Some(before) => {
                    let why = format!("{} is invited in line {before} already", guest.email);
                    wrong.push(BadLine { line: at, why });
                }
                None => {
                    seen.insert(guest.email.clone(), at);
                    guests.push(guest);
                }
            },
        }
    }
    if guests.len() > MAX_GUESTS {
        let why = format!("a list has at most {MAX_GUESTS} people: send it in parts");
        return Err(bad(guests[MAX_GUESTS].line, &why));
    }
    if guests.is_empty() && wrong.is_empty() {
        return Err(bad(first, "nobody is in the list"));
    }
    if wrong.is_empty() {
        Ok(guests)
    } else {
        Err(wrong)
    }
}

/// Where each of [`COLUMNS`] stands.
fn columns(names: &[String]) -> Result<[Option<usize>; 4], String> {
    let mut found = [None; 4];
    for (at, name) in names.iter().enumerate() {
        let name = name.trim().to_lowercase();
        let known = COLUMNS.iter().position(|column| *column == name);
        let Some(known) = known else {
            let name: String = name.chars().take(40).collect();
            let known = COLUMNS.join(", ");
            return Err(format!("no column is called '{name}'; there are {known}"));
        };
        if found[known].replace(at).is_some() {
            return Err(format!("the column '{name}' is there twice"));
        }
    }
    match found {
        [Some(_), Some(_), ..] => Ok(found),
        _ => Err("the columns name and email must be there".to_owned()),
    }
}

fn guest(
    at: usize,
    fields: &[String],
    columns: &[Option<usize>; 4],
    width: usize,
) -> Result<Guest, String> {
    if fields.len() != width {
        let given = fields.len();
        return Err(format!("{given} fields instead of {width}"));
    }
    let field = |column: usize| {
        let text = columns[column].and_then(|at| fields.get(at));
        text.map_or("", |text| text.trim())
    };
    let extra_percent = match field(2) {
        "" => 0,
        text => text
            .trim_end_matches('%')
            .trim_end()
            .parse()
            .ok()
            .filter(|percent| *percent <= MAX_EXTRA)
            .ok_or_else(|| format!("extra_percent must be a whole number from 0 to {MAX_EXTRA}"))?,
    };
    let note = match field(3) {
        "" => None,
        text => Some(line("note", text, 500).map_err(|error| error.to_string())?),
    };
    Ok(Guest {
        line: at,
        name: line("name", field(0), 200).map_err(|error| error.to_string())?,
        email: email(field(1)).map_err(|error| error.to_string())?,
        extra_percent,
        note,
    })
}

/// The records that aren't blank, each with the line in which it begins. A field in quotes may hold commas, line ends
/// and doubled quotes.
fn records(text: &str) -> Result<Vec<(usize, Vec<String>)>, BadLine> {
    let mut records = Vec::new();
    let mut fields: Vec<String> = Vec::new();
    let mut field = String::new();
    let (mut line, mut begun, mut quoted) = (1, 1, false);
    // A mark that some spreadsheets begin with.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.next_if_eq(&'"').is_some() => field.push('"'),
            '"' if quoted => {
                quoted = false;
                if rest.peek().is_some_and(|c| !",\r\n".contains(*c)) {
                    let why = "something follows the closing quote of a field".to_owned();
                    return Err(BadLine { line, why });
                }
            }
            '"' if field.is_empty() => quoted = true,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            '\r' if !quoted && rest.peek() == Some(&'\n') => {}
            '\n' | '\r' if !quoted => {
                fields.push(std::mem::take(&mut field));
                records.push((begun, std::mem::take(&mut fields)));
                line += 1;
                begun = line;
            }
            c => {
                line += usize::from(c == '\n');
                field.push(c);
            }
        }
    }
    if quoted {
        let why = "a quote is opened and not closed".to_owned();
        return Err(BadLine { line: begun, why });
    }
    fields.push(field);
    records.push((begun, fields));
    let blank = |fields: &[String]| fields.iter().all(|field| field.trim().is_empty());
    records.retain(|(_, fields)| !blank(fields));
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        let wrong = guests(text).unwrap_err();
        wrong.iter().map(|wrong| wrong.line).collect()
    }

    #[test]
    fn reads_what_spreadsheets_write() {
        let text = "\u{feff}Email,name,Note,extra_percent\r\n\
            ada@example.com,\"Lovelace, Ada\",\"says \"\"hi\"\"\",25%\r\n\
            \r\n\
            bob@example.com,Bob,,\r\n";
        let guest = |line, name: &str, email: &str, extra_percent, note: Option<&str>| Guest {
            line,
            name: name.to_owned(),
            email: email.to_owned(),
            extra_percent,
            note: note.map(str::to_owned),
        };
        let ada = guest(
            2,
            "Lovelace, Ada",
            "ada@example.com",
            25,
            Some("says \"hi\""),
        );
        let bob = guest(4, "Bob", "bob@example.com", 0, None);
        assert_eq!(guests(text), Ok(vec![ada, bob]));
    }

    #[test]
    fn names_every_bad_line() {
        let text = "name,email,extra_percent\n\
            Ada,ada@example.com,0\n\
            ,no-name@example.com,0\n\
            Bob,bob,0\n\
            Eve,eve@example.com,201\n\
            Ada again,ADA@example.com,0\n\
            Dan,dan@example.com\n";
        assert_eq!(lines(text), [3, 4, 5, 6, 7]);
    }

    #[test]
    fn says_what_is_wrong_with_the_whole() {
        for text in [
            "",
            "name,email\n",
            "name\nAda\n",
            "name,email,phone\n",
            "name,name,email\n",
        ] {
            assert_eq!(lines(text), [1], "{text:?}");
        }
        assert_eq!(lines("name,email\nAda,\"ada@example.com\n"), [2]);
        assert_eq!(lines("name,email\nAda,\"ada@example.com\" \n"), [2]);
        assert_eq!(lines("name,email\n\"Two\nlines\",a@b.c\nBob,bob\n"), [2, 4]);
        let many: String = (0..=MAX_GUESTS).map(|n| format!("N,n{n}@b.c\n")).collect();
        assert_eq!(lines(&format!("name,email\n{many}")), [MAX_GUESTS + 2]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "(name,email\n)?[,\"\r\na-z@.]{0,60}") {
            let _ = guests(&text);
        }
    }
}
