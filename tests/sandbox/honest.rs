//! Honest answers that do unusual things, `honest/NAME/{answer,cases}.py`. None may be flagged, failed or stopped.

use viva::question::Limits;

use super::attacks::{folders, text_of};
use super::common::{folder, grade_with};

#[test]
fn honest_answers_pass() {
    let all = folder("sandbox/honest");
    let mut wronged = Vec::new();
    for name in folders(&all) {
        let text = |file: &str| text_of(&all.join(&name).join(file));
        let (cases, answer) = (text("cases.py"), text("answer.py"));
        let graded = grade_with(&cases, &answer, 1, &Limits::default());
        if let Some(error) = &graded.load_error {
            wronged.push(format!("{name} is not loaded: {error}"));
        }
        assert!(!graded.cases.is_empty(), "{name}: no case ran");
        for case in graded.cases.iter().filter(|case| !case.verdict.passed()) {
            let message = case.message.as_deref().unwrap_or("no message");
            wronged.push(format!(
                "{name}: {} is {}: {message}",
                case.id, case.verdict
            ));
        }
        let again = grade_with(&cases, &answer, 1, &Limits::default());
        if graded != again {
            wronged.push(format!("{name} comes to something else when it runs again"));
        }
    }
    assert!(
        wronged.is_empty(),
        "honest answers did not pass:\n\n{}",
        wronged.join("\n\n")
    );
}
