//! CodeRunner questions of Moodle's XML export: a test is code that runs below the answer, and what is printed then.
//!
//! Only what runs by the built-in types for Python is taken. What has a template or a grader of its own means what these
//! programs say, and isn't guessed at.

mod cases;
mod quiz;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use super::{Draft, Program, Refused, Wishes, fill, html, id};
use crate::question::{Finding, QuestionId, read_at_most};
use cases::{Chosen, Rule};
use quiz::{Question, Text};

/// The topic of what has no other.
const TOPIC: &str = "coderunner";

/// Of a file, images in it included.
const MAX_FILE: u64 = 32 << 20;

/// Samples where no test is an example: enough to see what is asked for.
const SHOWN: usize = 2;

/// One question of the file: what it is called, and what became of it.
pub struct Imported {
    pub name: String,
    pub draft: Result<Draft, Refused>,
}

pub fn read(path: &Path, wishes: &Wishes) -> Result<Vec<Imported>, Refused> {
    let unreadable = |error: std::io::Error| {
        Refused::new(
            format!("it can't be read: {error}"),
            "name a file of Moodle XML",
        )
    };
    let file = File::open(path).map_err(unreadable)?;
    let read = read_at_most(file, MAX_FILE).map_err(unreadable)?;
    let bytes = read.ok_or_else(|| {
        Refused::new(
            "it is larger than 32 MiB",
            "export fewer questions at once, category by category",
        )
    })?;
    let xml = String::from_utf8(bytes)
        .map_err(|_| Refused::new("it is not UTF-8 text", "export it from Moodle anew"))?;
    let mut used = BTreeSet::new();
    let entries = quiz::parse(xml.trim_start_matches('\u{feff}'))?;
    let imported = entries.into_iter().map(|entry| {
        let name = fill::title(&entry.name);
        let draft = match &entry.question {
            Some(question) => draft(&name, question, wishes, &mut used),
            None => Err(Refused::new(
                format!("it is of Moodle's type '{}'", entry.kind),
                "write it by hand: `viva new`",
            )),
        };
        Imported { name, draft }
    });
    Ok(imported.collect())
}

fn draft(
    name: &str,
    question: &Question,
    wishes: &Wishes,
    used: &mut BTreeSet<QuestionId>,
) -> Result<Draft, Refused> {
    let rule = rule(question)?;
    let mut findings = Vec::new();
    let tests = chosen(question, &mut findings);
    if tests.is_empty() {
        return Err(Refused::new(
            "it has no tests",
            "add some in Moodle, or write it by hand",
        ));
    }
    if let Some(at) = tests
        .iter()
        .position(|chosen| chosen.test.code.trim().is_empty())
    {
        return Err(Refused::new(
            format!(
                "test {} has no code: the answer is a whole program, which here has nothing to read and is loaded once",
                at + 1
            ),
            "ask for a function, and let the tests call it",
        ));
    }
    if tests
        .iter()
        .any(|chosen| chosen.test.code.contains("input("))
    {
        return Err(Refused::new(
            "a test reads standard input itself",
            "let the answer read it, or write the cases by hand",
        ));
    }
    if tests.iter().all(|chosen| chosen.test.mark <= 0.0)
        || tests
            .iter()
            .any(|chosen| !(0.0..=1000.0).contains(&chosen.test.mark))
    {
        return Err(Refused::new(
            "its tests' marks are none, or out of 0 to 1000",
            "give them marks in Moodle",
        ));
    }
    let topic = wishes.topic.as_deref().unwrap_or(TOPIC);
    let head = fill::Head {
        title: name.to_owned(),
        topic: topic.to_owned(),
        points: 100,
        ..fill::Head::default()
    };
    let prompt = prompt(question, &tests, rule, &mut findings)?;
    let explanation = explanation(name, question)?;
    if question.all_or_nothing && tests.len() > 1 {
        findings.push(Finding::warning(
            "question.toml",
            None,
            "in Moodle the marks are for all tests or none; here each test earns its part",
            "say what tests are worth with @pytest.mark.points and [[groups]]",
        ));
    }
    if question.answer.trim().is_empty() {
        findings.push(Finding::warning(
            "submissions/accepted",
            None,
            "the question came without an answer",
            "write one: nothing shows yet that the tests can be passed",
        ));
    }
    findings.extend(fill::gaps(wishes));
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut add = |file: &str, text: String| files.insert(file.to_owned(), text);
    add("question.toml", head.text(wishes));
    add("prompt.md", prompt);
    add("starter.py", starter(question));
    add("cases.py", cases::write(question, &tests, rule));
    add("hints.md", fill::hints("CodeRunner"));
    add("explanation.md", explanation);
    if let Some(support) = cases::support(question) {
        add("support.py", support);
    }
    Ok(Draft {
        id: free(id(topic, name)?, used)?,
        files,
        functions: tests.iter().map(Chosen::function).collect(),
        programs: programs(question),
        findings,
    })
}

/// How answers are judged; `Err` for what isn't the built-in types' way.
fn rule(question: &Question) -> Result<Rule, Refused> {
    let refused = |what: String, todo: &str| Err(Refused::new(what, todo));
    let by_hand = "write it by hand: `viva new code TOPIC/SLUG`";
    let kind = question.coderunnertype.as_str();
    if question.is_prototype {
        return refused(
            "it is a prototype, from which questions are made".to_owned(),
            "leave it in Moodle",
        );
    }
    if !["python3", "python3_w_input"].contains(&kind) {
        return refused(
            format!("its type is '{kind}'; only python3 and python3_w_input are known"),
            by_hand,
        );
    }
    if !question.template.trim().is_empty() {
        return refused(
            "it has a template of its own, which says how tests run".to_owned(),
            by_hand,
        );
    }
    if !["", "{}"].contains(&question.template_params.trim()) {
        return refused(
            "it has template parameters (Twig)".to_owned(),
            "replace them by what they stand for, in Moodle",
        );
    }
    if let Some(file) = question.files.first() {
        return refused(
            format!(
                "it has files ('{}'), which tests or answers read",
                fill::title(file)
            ),
            "put their text into the tests, or write it by hand",
        );
    }
    if question.needs_attachments {
        return refused("answers have files attached".to_owned(), by_hand);
    }
    if !["", "ace", "none"].contains(&question.ui.as_str()) {
        return refused(
            format!(
                "answers are entered in the form '{}', not as text",
                question.ui
            ),
            by_hand,
        );
    }
    match Rule::of(&question.grader) {
        Some(rule) => Ok(rule),
        None => refused(format!("its grader is '{}'", question.grader), by_hand),
    }
}

/// Examples are samples; the other tests stay hidden, whatever Moodle shows once they have run.
fn chosen<'a>(question: &'a Question, findings: &mut Vec<Finding>) -> Vec<Chosen<'a>> {
    let tests: Vec<_> = question
        .tests
        .iter()
        .filter(|test| !test.precheck_only)
        .collect();
    if tests.len() < question.tests.len() {
        findings.push(Finding::warning(
            "cases.py",
            None,
            format!(
                "{} tests that only run before an answer is handed in were left out",
                question.tests.len() - tests.len()
            ),
            "add them as samples if they are worth it",
        ));
    }
    let none = !tests.iter().any(|test| test.example);
    let mut numbers = [0, 0];
    let chosen = tests.into_iter().map(|test| {
        let shown = test.example || (none && numbers[0] < SHOWN && test.display == "SHOW");
        let number = &mut numbers[usize::from(!shown)];
        *number += 1;
        Chosen {
            test,
            sample: shown,
            number: *number,
        }
    });
    let chosen: Vec<_> = chosen.collect();
    if chosen.iter().all(|chosen| chosen.sample) && !chosen.is_empty() {
        findings.push(Finding::warning(
            "cases.py",
            None,
            "every test is an example, and so shown",
            "add hidden ones: what is shown can be answered without being solved",
        ));
    }
    chosen
}

fn programs(question: &Question) -> Vec<Program> {
    if question.answer.trim().is_empty() {
        return Vec::new();
    }
    let end = if question.answer.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    vec![Program {
        file: "from_coderunner.py".to_owned(),
        origin: "the question's own answer".to_owned(),
        right: true,
        text: format!("{}{end}", question.answer),
    }]
}

fn starter(question: &Question) -> String {
    match question.preload.trim() {
        "" => "# Write what the task asks for here.\n".to_owned(),
        _ => format!("{}\n", question.preload.trim_end()),
    }
}

fn prompt(
    question: &Question,
    tests: &[Chosen<'_>],
    rule: Rule,
    findings: &mut Vec<Finding>,
) -> Result<String, Refused> {
    let text = &question.text;
    if text.text.contains("@@PLUGINFILE@@") || text.text.contains("<img") {
        findings.push(Finding::warning(
            "prompt.md",
            None,
            "it showed images or files, which a prompt can't",
            "say in words what they show",
        ));
    }
    if is_html(text) {
        findings.push(Finding::warning(
            "prompt.md",
            None,
            "it was converted from HTML",
            "read it: not everything comes out as it was meant",
        ));
    }
    let mut prompt = format!(
        "{}\n\n## How it is tested\n\nEach test runs some code below yours, with your names. {}\n",
        markdown(text)?,
        rule.said()
    );
    if cases::echoes(question) {
        prompt.push_str("What `input()` reads is printed, too, as one sees it in a terminal.\n");
    }
    for chosen in tests.iter().filter(|chosen| chosen.sample) {
        let test = chosen.test;
        prompt.push_str(&format!("\n### Example {}\n", chosen.number));
        if let Some(call) = call(question, chosen, rule) {
            prompt.push_str(&format!("\n```pycon\n{call}```\n"));
            continue;
        }
        let mut part = |what: &str, text: &str| {
            prompt.push_str(&format!(
                "\n{what}\n\n````\n{}\n````\n",
                text.trim_end_matches('\n')
            ));
        };
        part("The test:", &test.code);
        if !test.stdin.is_empty() {
            part("Standard input:", &test.stdin);
        }
        let expected = match rule {
            Rule::Pattern => "It must print what matches:",
            _ => "It must print:",
        };
        part(expected, &test.expected);
    }
    Ok(prompt)
}

/// An example that reads the same at Python's prompt.
fn call(question: &Question, chosen: &Chosen<'_>, rule: Rule) -> Option<String> {
    let (code, expected) = (chosen.test.code.trim(), chosen.test.expected.trim_end());
    let plain = !expected.is_empty()
        && !expected
            .lines()
            .any(|line| line.trim().is_empty() || line.contains('`'));
    let one = code.starts_with("print(") && !code.contains(['\n', ';', '`']);
    (rule == Rule::Equal && plain && one && !cases::reads(question))
        .then(|| format!(">>> {code}\n{expected}\n"))
}

fn is_html(text: &Text) -> bool {
    !matches!(text.format.as_str(), "markdown" | "plain_text")
}

fn markdown(text: &Text) -> Result<String, Refused> {
    match is_html(text) {
        true => html::markdown(&text.text),
        false => Ok(text.text.trim().to_owned()),
    }
}

fn explanation(name: &str, question: &Question) -> Result<String, Refused> {
    let feedback = markdown(&question.feedback)?;
    let mut text = format!(
        "Imported from the CodeRunner question \"{name}\" (type {}).\n",
        question.coderunnertype
    );
    if !feedback.is_empty() {
        text.push_str(&format!("\n{feedback}\n"));
    }
    Ok(text)
}

/// The id, or one like it that no question of the file has yet.
fn free(id: QuestionId, used: &mut BTreeSet<QuestionId>) -> Result<QuestionId, Refused> {
    let mut found = id.clone();
    let mut number = 2;
    while !used.insert(found.clone()) {
        found = format!("{id}-{number}").parse().map_err(|_| {
            Refused::new(
                "its name leaves no id free",
                "give it another name in Moodle",
            )
        })?;
        number += 1;
    }
    Ok(found)
}
