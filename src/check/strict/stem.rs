//! Words that mean something, without their endings: enough to find "refusals" by "refused".

/// Words that any sentence may have.
const COMMON: &str = "a an the and or but nor not no is are was were be been being it its itself this that these those \
    there then than as at by for from in into of off on onto out over to up with without within which who whom whose \
    what when where while if so do does did done has have had having can could may might must shall should will would \
    only also even ever never each every any all both either neither other another such same own very more most less \
    least just still yet again once per via about after before between during under upon because until since how why \
    they them their he she his her you your we our us i me my too";

/// Longest first.
const ENDINGS: [&str; 24] = [
    "ations", "ation", "ments", "ment", "ingly", "edly", "ings", "ness", "able", "ible", "ally",
    "ing", "ies", "ied", "ers", "als", "er", "ed", "es", "ly", "al", "s", "y", "e",
];

/// The words of a text that mean something, with their stems; each stem once, in order.
pub fn stems(text: &str) -> Vec<(String, String)> {
    let text = text.to_lowercase().replace('’', "'");
    let mut stems: Vec<(String, String)> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'') {
        let word = word.split('\'').next().unwrap_or_default();
        let letter = word.chars().count() == 1 && !word.chars().all(char::is_numeric);
        if word.is_empty() || letter || COMMON.split(' ').any(|common| common == word) {
            continue;
        }
        let stem = stem(word);
        if !stems.iter().any(|(_, other)| *other == stem) {
            stems.push((word.to_owned(), stem));
        }
    }
    stems
}

fn stem(word: &str) -> String {
    let cut = |ending: &&str| {
        let rest = word.strip_suffix(*ending)?;
        (rest.chars().count() >= 3).then_some(rest)
    };
    let mut stem = ENDINGS.iter().find_map(cut).unwrap_or(word).to_owned();
    let doubled = match stem.as_bytes() {
        [.., a, b] => a == b && b.is_ascii_lowercase() && !b"aeiou".contains(b),
        _ => false,
    };
    if doubled && stem.len() > 3 {
        stem.pop();
    }
    stem
}

/// Whether two stems are of one word: equal but for the last letter or two of the longer one.
pub fn same(one: &str, other: &str) -> bool {
    let (one_len, other_len) = (one.chars().count(), other.chars().count());
    let common = std::iter::zip(one.chars(), other.chars())
        .take_while(|(a, b)| a == b)
        .count();
    one == other
        || (common >= 4
            && common + 1 >= one_len.min(other_len)
            && common * 2 >= one_len.max(other_len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_do_not_matter() {
        let stems =
            |text| -> Vec<String> { stems(text).into_iter().map(|(_, stem)| stem).collect() };
        assert_eq!(stems("Refusals, refused; refuses it"), ["refus"]);
        assert_eq!(
            stems("the caller's retry_after: 2.5 s"),
            ["cal", "retr", "2", "5"]
        );
        assert_eq!(stems("stopped stops stopping"), ["stop"]);
    }

    #[test]
    fn like_words_are_the_same() {
        assert!(same("retri", "retr"));
        assert!(same("expir", "expiry"));
        assert!(!same("requir", "request"));
        assert!(!same("half", "hal"));
    }
}
