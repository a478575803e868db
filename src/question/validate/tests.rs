use super::*;

/// A valid question of each kind that has rules of its own.
const CODE: &str = r#"
title = "T"
kind = "code"
topics = ["a"]
level = "mid"
minutes = 10
points = 10
[[groups]]
title = "One"
points = 6
cases = ["test_a", "Class::test_b"]
[[groups]]
title = "Two"
points = 4
cases = ["test_c"]
requires = ["One"]
"#;

const CHOICE: &str = r#"
title = "T"
kind = "choice"
topics = ["a"]
level = "mid"
minutes = 10
points = 10
select = "one"
[[options]]
id = "a"
text = "A"
correct = true
why = "so"
[[options]]
id = "b"
text = "B"
why = "no"
"#;

const EXPLAIN: &str = r#"
title = "T"
kind = "explain"
topics = ["a"]
level = "mid"
minutes = 10
points = 10
[[rubric]]
text = "R"
points = 10
"#;

const TESTS: &str = r#"
title = "T"
kind = "tests"
topics = ["a"]
level = "mid"
minutes = 10
points = 10
module = "cart"
[[groups]]
title = "One"
points = 10
cases = ["broken/rounds_up"]
"#;

/// What is wrong with `text` after `old` became `new`: line and words of each finding.
fn wrong(text: &str, old: &str, new: &str) -> Vec<(usize, String)> {
    assert!(text.contains(old), "{old}");
    let text = text.trim_start().replacen(old, new, 1);
    let parsed = Manifest::parse(&text).unwrap();
    let mut found = Vec::new();
    manifest(&parsed, &text, &mut found);
    found
        .into_iter()
        .map(|finding| (finding.line.unwrap(), finding.what))
        .collect()
}

#[test]
fn the_examples_are_right() {
    for text in [CODE, CHOICE, EXPLAIN, TESTS] {
        assert_eq!(wrong(text, "T", "T"), []);
    }
}

#[test]
fn each_rule_is_found_where_it_is_broken() {
    for (text, old, new, line, words) in [
        (CODE, "\"T\"", "\" \"", 1, "the title is empty"),
        (CODE, "[\"a\"]", "[]", 3, "topics are not"),
        (CODE, "[\"a\"]", "[\"OAuth 2\"]", 3, "topics are not"),
        (CODE, "minutes = 10", "minutes = 4", 5, "minutes is 4"),
        (CODE, "minutes = 10", "minutes = 46", 5, "minutes is 46"),
        (
            CODE,
            "points = 10",
            "points = 11",
            6,
            "the question has 11 points, its groups have 10",
        ),
        (CODE, "\"Two\"", "\"One\"", 11, "used twice"),
        (
            CODE,
            "\"test_c\"",
            "\"test_a\"",
            11,
            "'test_a' is already in the group 'One'",
        ),
        (
            CODE,
            "\"test_c\"",
            "\"test_c[1]\"",
            11,
            "'test_c[1]' is not the name",
        ),
        (
            CODE,
            "[\"One\"]",
            "[\"Two\"]",
            11,
            "requires 'Two', which is no group above it",
        ),
        (
            CODE,
            "cases = [\"test_c\"]",
            "cases = []",
            11,
            "no points or no cases",
        ),
        (
            CODE,
            "points = 10",
            "points = 10\nlimits = { memory_mib = 4096 }",
            7,
            "memory_mib is 4096",
        ),
        (
            CODE,
            "points = 10",
            "points = 10\nselect = \"one\"",
            7,
            "has no options",
        ),
        (
            CHOICE,
            "kind = \"choice\"",
            "kind = \"fix\"",
            7,
            "has no options",
        ),
        (CHOICE, "select = \"one\"", "", 2, "does not say how many"),
        (CHOICE, "correct = true", "", 2, "0 options are correct"),
        (
            CHOICE,
            "text = \"B\"",
            "text = \"B\"\ncorrect = true",
            2,
            "2 options are correct",
        ),
        (CHOICE, "id = \"b\"", "id = \"a\"", 13, "used twice"),
        (
            CHOICE,
            "why = \"no\"",
            "why = \"\"",
            13,
            "lacks its text or its why",
        ),
        (
            EXPLAIN,
            "points = 10",
            "points = 12",
            6,
            "its rubric has 10",
        ),
        (
            EXPLAIN,
            "kind = \"explain\"",
            "kind = \"code\"",
            7,
            "has no rubric",
        ),
        (
            TESTS,
            "module = \"cart\"",
            "",
            2,
            "does not say what the tests import",
        ),
        (
            TESTS,
            "\"cart\"",
            "\"my cart\"",
            7,
            "can't import 'my cart'",
        ),
        (TESTS, "\"cart\"", "\"pytest\"", 7, "can't import 'pytest'"),
        (
            TESTS,
            "broken/rounds_up",
            "test_rounds",
            8,
            "'test_rounds' is not the name of an implementation",
        ),
        (
            TESTS,
            "kind = \"tests\"",
            "kind = \"code\"",
            7,
            "has no module",
        ),
    ] {
        let found = wrong(text, old, new);
        let hit = found
            .iter()
            .any(|(at, what)| *at == line && what.contains(words));
        assert!(
            hit,
            "{old} -> {new}: wanted line {line}, {words:?}; found {found:?}"
        );
    }
}
