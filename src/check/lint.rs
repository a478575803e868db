//! Traps in the text of `cases.py`: checks whose outcome the answer could decide, or that can't work across the boundary.
//!
//! Line based and cautious. It follows which names hold something of the answer's (an imported name, a fixture's or
//! a variable's value computed from one) inside one function, and forgets a name whose type has been checked.

use std::collections::BTreeSet;

use crate::question::Finding;

/// What stays with the answer, in a line's code with texts blanked.
struct Names {
    /// What `from answer import …` brought, and `answer` itself.
    imported: BTreeSet<String>,
    /// Variables of the current function that hold a result.
    results: BTreeSet<String>,
    /// Those among them that hold a new object of a class of the answer's, whose methods are what is tested.
    objects: BTreeSet<String>,
}

/// All traps in `cases`.
pub fn lint(cases: &str) -> Vec<Finding> {
    let code = blank_texts(cases);
    let mut names = Names {
        imported: imports(&code),
        results: BTreeSet::new(),
        objects: BTreeSet::new(),
    };
    let mut findings = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let statement = line.trim();
        if is_def(statement) {
            names.results.clear();
            names.objects.clear();
        }
        if let Some((what, todo)) = trap(statement, &names) {
            findings.push(Finding::warning("cases.py", index + 1, what, todo));
        }
        names.follow(statement);
    }
    findings
}

fn is_def(statement: &str) -> bool {
    ["def ", "async def ", "class "]
        .iter()
        .any(|word| statement.starts_with(word))
}

/// The first trap in a statement: what is wrong, and what to write instead.
fn trap(statement: &str, names: &Names) -> Option<(&'static str, &'static str)> {
    if let Some(rest) = statement.strip_prefix("class ") {
        let bases = rest.split_once('(').map_or("", |(_, bases)| bases);
        return words(bases)
            .any(|word| names.imported.contains(word))
            .then_some((
                "a case can't subclass a class of the answer's: it lives in another instance",
                "define the subclass in support.py and reach it through the answer's side",
            ));
    }
    if statement.contains("dataclasses.fields(") || statement.contains("pickle.") {
        return names.holds_any(statement).then_some((
            "fields() and pickling don't work on an object of the answer's",
            "compare the attributes that matter",
        ));
    }
    if statement.starts_with("from answer import *") {
        return Some((
            "the answer decides which names this brings: one of them may hide a name of the cases' own",
            "import the names that the cases use",
        ));
    }
    if let Some(patched) = ["patch.dict(", ".setitem(", ".delitem("]
        .iter()
        .find_map(|call| Some(statement.split_once(call)?.1))
    {
        return names.holds_any(leading_expression(patched)).then_some((
            "a dict read from the answer is a copy: the patch never reaches the answer",
            "replace it whole: monkeypatch.setattr(answer, \"NAME\", {…})",
        ));
    }
    let Some(condition) = statement.strip_prefix("assert ") else {
        return appends_to_attribute(statement, names).then_some((
            "a container read from an attribute is a copy: the change never reaches the answer",
            "call a method of the object instead",
        ));
    };
    let condition = condition.strip_prefix("not ").unwrap_or(condition).trim();
    comparison_trap(condition, names).or_else(|| truth_trap(condition, names))
}

fn comparison_trap(condition: &str, names: &Names) -> Option<(&'static str, &'static str)> {
    let argument = |function: &str| {
        let rest = after_call(condition, function)?;
        names.is_result(rest).then_some(rest)
    };
    if after_call(condition, "abs")
        .is_some_and(|rest| names.holds_any(rest) && rest.contains(" - "))
        && condition.contains('<')
    {
        return Some((
            "abs(… - …) < … asks the answer's object for its own difference",
            "write result == pytest.approx(expected), or check its type first",
        ));
    }
    if argument("round").is_some() {
        return Some((
            "round() of a result is computed by the answer's object",
            "write result == pytest.approx(expected), or check its type first",
        ));
    }
    if argument("len").is_some() {
        return Some((
            "len() of a result is what the answer's object says",
            "compare the whole value with ==, or list(result) first",
        ));
    }
    if condition.starts_with("all(") || condition.starts_with("any(") {
        let (_, source) = condition.rsplit_once(" in ")?;
        return names.is_result(source).then_some((
            "all() and any() over a result are true of what the answer chooses to yield",
            "compare list(result) with the expected list",
        ));
    }
    // Unbalanced on the left: the `in` of a comprehension.
    if let Some((item, container)) = condition.split_once(" in ")
        && balanced(item)
    {
        return names.is_result(container).then_some((
            "x in result is decided by the answer's __contains__",
            "compare the whole value with ==, or x in list(result)",
        ));
    }
    let (left, right) = condition.split_once(" == ").unwrap_or((condition, ""));
    if [left, right]
        .iter()
        .any(|side| names.is_instance_of_answer(side))
    {
        return Some((
            "== with an object of the answer's is decided by its own __eq__",
            "compare the fields",
        ));
    }
    None
}

/// Bare truth of a result, or of a method that the answer may have overridden.
fn truth_trap(condition: &str, names: &Names) -> Option<(&'static str, &'static str)> {
    let methods = [".startswith(", ".endswith(", ".count(", ".get("];
    if let Some((object, _)) = methods
        .iter()
        .find_map(|method| condition.split_once(method))
        && names.is_result(object)
        && !object.contains(' ')
        && !names.objects.contains(object)
    {
        return Some((
            "startswith, endswith, count and get may be overridden by a subclass of the answer's",
            "compare the whole value with ==",
        ));
    }
    // A line that goes on below, or compares, is no bare truth.
    let compares = [
        " == ", " != ", " is ", " in ", " < ", " > ", " <= ", " >= ", " and ", " or ",
    ];
    let bare = !compares.iter().any(|op| condition.contains(op)) && balanced(condition);
    let condition = condition.trim_end_matches(',');
    (bare && names.is_result(condition)).then_some((
        "the bare truth of a result is what its __bool__ says",
        "write result is True, or == the expected value",
    ))
}

/// `session.items.append(…)` as a statement.
fn appends_to_attribute(statement: &str, names: &Names) -> bool {
    let mutators = [".append(", ".extend(", ".update(", ".add("];
    let Some((object, _)) = mutators
        .iter()
        .find_map(|method| statement.split_once(method))
    else {
        return false;
    };
    let parts: Vec<&str> = object.split('.').collect();
    parts.len() == 2
        && parts.iter().all(|part| is_identifier(part))
        && names.results.contains(parts[0])
}

impl Names {
    /// Keeps track of what a statement does to variables.
    fn follow(&mut self, statement: &str) {
        for check in ["isinstance(", "type("] {
            if let Some((_, rest)) = statement.split_once(check) {
                let name = rest.split([',', ')']).next().unwrap_or_default().trim();
                self.results.remove(name);
            }
        }
        if let Some((targets, value)) = statement.split_once(" = ") {
            let value = value.trim_start_matches("await ");
            let holds = self.is_result(value);
            let is_object = self.is_instance_of_answer(value);
            for target in targets
                .split(',')
                .map(str::trim)
                .filter(|target| is_identifier(target))
            {
                note(&mut self.results, target, holds);
                note(&mut self.objects, target, is_object);
            }
        }
    }

    /// Whether `expression` begins with a call or attribute of the answer's: `scopes(…)`, `answer.x`, `result`.
    fn is_result(&self, expression: &str) -> bool {
        let expression = expression.trim_start().trim_start_matches("await ");
        let name = leading_identifier(expression);
        let rest = &expression[name.len()..];
        if self.results.contains(name) {
            return true;
        }
        self.imported.contains(name)
            && (rest.starts_with('(') || rest.starts_with('.'))
            && expression.contains('(')
    }

    /// Whether anything of the answer's occurs in `expression`.
    fn holds_any(&self, expression: &str) -> bool {
        words(expression).any(|word| self.results.contains(word) || self.imported.contains(word))
    }

    /// `Node(1)` or `answer.Node(1)`, alone: a new object of a class of the answer's.
    fn is_instance_of_answer(&self, side: &str) -> bool {
        let side = side.trim();
        let name = side.strip_prefix("answer.").unwrap_or(side);
        let class = leading_identifier(name);
        let of_answer = name.len() < side.len() || self.imported.contains(class);
        let is_class = class.starts_with(|c: char| c.is_uppercase())
            && class.contains(|c: char| c.is_lowercase());
        // `Node(1).value` is a field, which is what one should compare.
        of_answer
            && is_class
            && name[class.len()..].starts_with('(')
            && side.ends_with(')')
            && !side.contains(").")
    }
}

/// What follows the opening parenthesis of the first call of the builtin `function`.
fn after_call<'a>(condition: &'a str, function: &str) -> Option<&'a str> {
    let call = format!("{function}(");
    let at = condition.find(&call)?;
    let before = condition[..at].chars().next_back();
    let inside_a_name = before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.');
    (!inside_a_name).then(|| &condition[at + call.len()..])
}

/// The names of `import answer` and `from answer import (a, b as c)`.
fn imports(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::from(["answer".to_owned()]);
    let mut rest = code;
    while let Some((_, list)) = rest.split_once("from answer import ") {
        let end = if list.trim_start().starts_with('(') {
            list.find(')')
        } else {
            list.find('\n')
        };
        let (list, after) = list.split_at(end.unwrap_or(list.len()));
        for item in list.trim_start_matches('(').split(',') {
            if let Some(name) = item.split_whitespace().next_back() {
                names.insert(name.to_owned());
            }
        }
        rest = after;
    }
    names
}

/// The same lines with comments removed and the contents of texts replaced by spaces, so that no word in them counts.
fn blank_texts(source: &str) -> String {
    let mut blank = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        if c == '#' {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
            continue;
        }
        if c != '"' && c != '\'' {
            blank.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let triple = String::from(c).repeat(3);
        let quotes = if rest.starts_with(&triple) {
            &rest[..3]
        } else {
            &rest[..1]
        };
        let body = &rest[quotes.len()..];
        let length = text_length(body, quotes);
        let text = &body[..length];
        let closed = body[length..].starts_with(quotes);
        blank.push_str(quotes);
        blank.extend(text.chars().map(|c| if c == '\n' { c } else { ' ' }));
        if closed {
            blank.push_str(quotes);
        }
        rest = &body[length + if closed { quotes.len() } else { 0 }..];
    }
    blank
}

/// Bytes up to the closing quotes, or to where an unclosed text ends.
fn text_length(body: &str, quotes: &str) -> usize {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if body[at..].starts_with(quotes) || (c == '\n' && quotes.len() == 1) {
            return at;
        }
    }
    body.len()
}

/// That `name` is one of `names` from here on, or none of them.
fn note(names: &mut BTreeSet<String>, name: &str, is_one: bool) {
    if is_one {
        names.insert(name.to_owned());
    } else {
        names.remove(name);
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

fn leading_identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// A first argument, up to the comma.
fn leading_expression(text: &str) -> &str {
    &text[..text.find([',', ')']).unwrap_or(text.len())]
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && leading_identifier(text).len() == text.len()
}

fn balanced(text: &str) -> bool {
    let count = |chars: [char; 3]| text.matches(chars).count();
    count(['(', '[', '{']) == count([')', ']', '}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines with findings, when `body` stands in a test function below the imports.
    fn lines(body: &str) -> Vec<usize> {
        let head = "import answer\nfrom answer import (\n    area,\n    Node,\n)\ndef test_a(x):\n";
        let found = lint(&format!("{head}{body}"));
        found
            .iter()
            .filter_map(|finding| Some(finding.line? - 6))
            .collect()
    }

    #[test]
    fn finds_what_the_answer_would_decide() {
        for trap in [
            "    assert abs(area(2) - 3.1) < 0.1",
            "    assert round(answer.area(2), 2) == 3.14",
            "    assert len(area(2)) == 3",
            "    assert 3 in area(2)",
            "    assert 3 not in answer.area(2)",
            "    assert all(x > 1 for x in area(2))",
            "    assert area(2)",
            "    assert not answer.Node(2).full()",
            "    assert area(2).startswith(\"a\")",
            "    assert area(2) == Node(1)",
            "    assert answer.Node(1) == area(2)",
            "    monkeypatch.setitem(answer.PRICES, \"tea\", 3)",
            "    with mock.patch.dict(answer.PRICES, {}):",
            "from answer import *",
        ] {
            assert_eq!(lines(trap), [1], "{trap}");
        }
        assert_eq!(lines("    r = area(2)\n    assert len(r) == 2"), [2]);
        assert_eq!(lines("    r = area(2)\n    assert r.get(1) == 2"), [2]);
        assert_eq!(
            lines("    n, m = answer.Node(2), 3\n    n.items.append(1)"),
            [2]
        );
        assert_eq!(lines("class Mine(answer.Node):\n    pass"), [1]);
    }

    #[test]
    fn leaves_sound_checks_alone() {
        for sound in [
            "    assert area(2) == [1, 2]",
            "    assert area(2) is True",
            "    assert area(2) == pytest.approx(3.1)",
            "    assert list(area(2)) == [1]",
            "    assert 3 in list(area(2))",
            "    assert len(list(area(2))) == 3",
            "    assert isinstance(area(2), list)",
            "    assert Node(1).value == 2",
            "    assert \"3 in area(2)\" == x  # assert len(area(2))",
            "    assert all(area(n) == n for n in range(3))",
            "    assert abs(time.time() - start) < 1",
            "    calls.append(area(2))\n    assert len(calls) == 1",
            "    r = area(2)\n    assert isinstance(r, list)\n    assert len(r) == 2",
            "    r = list(area(2))\n    assert len(r) == 2",
            "    assert sorted(x for x in area(2)) == [1]",
            "    assert hasattr(answer, \"area\")",
            "    n = answer.Node(2)\n    assert n.get(\"a\") == 1",
            "    with pytest.raises(answer.Full):\n        area(2)",
            "    assert area(\n        2,\n    ) == 3",
            "    monkeypatch.setitem(prices, \"tea\", answer.area(3))",
        ] {
            assert_eq!(lines(sound), [0; 0], "{sound}");
        }
    }

    #[test]
    fn results_are_forgotten_at_the_next_function() {
        assert_eq!(
            lines("    r = area(2)\ndef test_b(r):\n    assert len(r) == 1"),
            [0; 0]
        );
    }
}
