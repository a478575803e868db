//! What a candidate's tests run against: right and broken versions of one module.

use super::{Files, Finding};

const FOLDER: &str = "implementations/";

/// One version of the module that the tests test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Implementation {
    /// Relative to the question's folder: `implementations/broken/rounds_half_up.py`.
    pub file: String,
    /// `broken/rounds_half_up`: what groups and `# fails:` lines call it.
    pub id: String,
    /// All tests must pass with it; with one that isn't, some test must fail.
    pub right: bool,
    /// Marked `# sample`: all that comes of it may be shown.
    pub sample: bool,
    /// Of a broken one, what is wrong with it, as candidates read it; of a right one, how it is done.
    pub title: String,
    /// The program without its leading comments, which tell too much.
    pub text: String,
}

impl Implementation {
    fn read(file: &str, text: &str) -> Option<Self> {
        let name = file.strip_prefix(FOLDER)?;
        let id = name
            .strip_suffix(".py")
            .filter(|id| is_implementation(id))?;
        let comments = text.lines().map_while(|line| line.strip_prefix('#'));
        let comments: Vec<&str> = comments.map(str::trim).collect();
        let told = |comment: &&&str| !comment.is_empty() && **comment != "sample";
        Some(Self {
            file: file.to_owned(),
            id: id.to_owned(),
            right: id.starts_with("right/"),
            sample: comments.contains(&"sample"),
            title: comments
                .iter()
                .find(told)
                .copied()
                .unwrap_or_default()
                .to_owned(),
            text: text
                .lines()
                .skip(comments.len())
                .flat_map(|line| [line, "\n"])
                .collect(),
        })
    }
}

/// `right/name` or `broken/name`.
pub(super) fn is_implementation(id: &str) -> bool {
    let name = id
        .strip_prefix("right/")
        .or_else(|| id.strip_prefix("broken/"));
    name.is_some_and(|name| {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        !name.is_empty() && name.bytes().all(allowed)
    })
}

/// All of a question's, right ones first, and samples before others. What is missing or misnamed is a finding.
pub(super) fn implementations(files: &Files, findings: &mut Vec<Finding>) -> Vec<Implementation> {
    let mut found: Vec<Implementation> = Vec::new();
    for (file, text) in files.iter().filter(|(file, _)| file.starts_with(FOLDER)) {
        let Some(one) = Implementation::read(file, text) else {
            findings.push(Finding::error(
                file,
                None,
                "no implementation has this name",
                "call it implementations/right/NAME.py or implementations/broken/NAME.py, with lower-case letters, digits and '_'",
            ));
            continue;
        };
        if one.title.is_empty() {
            findings.push(Finding::error(
                file,
                1,
                "it doesn't say what is special about it",
                "begin it with a comment: of a broken one, the mistake as candidates read it afterwards (`# rounds half up`)",
            ));
        } else if let Some(other) = found
            .iter()
            .find(|other| other.title == one.title && !other.right && !one.right)
        {
            findings.push(Finding::error(
                file,
                1,
                format!("its first line is that of {}, too", other.file),
                "give each its own: the line is all that a candidate sees of it",
            ));
        }
        found.push(one);
    }
    found.sort_by(|a, b| (!a.right, !a.sample, &a.id).cmp(&(!b.right, !b.sample, &b.id)));
    if !found.iter().any(|one| one.right && one.sample) {
        findings.push(Finding::error(
            "implementations/right",
            None,
            "no right implementation is a sample",
            "add one with a leading comment `# sample`: with it, candidates see whether their tests run at all",
        ));
    }
    if found.iter().all(|one| one.right) {
        findings.push(Finding::error(
            "implementations/broken",
            None,
            "there is no broken implementation",
            "add some, each of which breaks one rule of the prompt",
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_comments_are_read_and_left_out() {
        let text = "# rounds half up\n# sample\n\n# why\nx = 1\n";
        let one = Implementation::read("implementations/broken/half_up.py", text).unwrap();
        assert_eq!(one.id, "broken/half_up");
        assert_eq!(one.title, "rounds half up");
        assert!(one.sample && !one.right);
        assert_eq!(one.text, "\n# why\nx = 1\n");
    }

    #[test]
    fn other_names_are_none() {
        for file in [
            "implementations/half_up.py",
            "implementations/wrong/a.py",
            "implementations/broken/A-b.py",
        ] {
            assert_eq!(Implementation::read(file, "# a\n"), None, "{file}");
        }
    }

    #[test]
    fn a_right_sample_comes_first() {
        let text = |sample: bool| format!("# a{}\n", if sample { "\n# sample" } else { "" });
        let files = [
            ("implementations/right/a.py", text(false)),
            ("implementations/right/b.py", text(true)),
            ("implementations/broken/c.py", text(true)),
        ];
        let files = Files::sent(files.map(|(name, text)| (name.to_owned(), text)).into()).unwrap();
        let mut findings = Vec::new();
        let found = implementations(&files, &mut findings);
        let ids: Vec<&str> = found.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["right/b", "right/a", "broken/c"]);
        assert_eq!(findings, []);
    }
}
