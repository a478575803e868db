//! Where things are in the text of cases.

/// The line, from 1, on which a case function's `def` stands (`test_name` or `Class::test_name`); the first one for methods of the same name.
pub fn line_of_function(cases: &str, function: &str) -> Option<usize> {
    let name = function.rsplit("::").next()?;
    let defines = |line: &str| {
        let code = line.trim_start();
        let code = code.strip_prefix("async ").unwrap_or(code);
        code.strip_prefix("def ")
            .and_then(|rest| rest.strip_prefix(name))
            .is_some_and(|rest| rest.starts_with('('))
    };
    cases.lines().position(defines).map(|index| index + 1)
}
