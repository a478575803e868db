//! A grader that reads what an answer comes to from the answer's leading comments instead of running it.
//!
//! - `# fails: test_a` fails these functions, unless `# really: test_b` says otherwise; `# verdict: timeout` says how
//!   (default failed).
//! - any other leading comment passes everything, as accepted submissions begin with one.
//! - no leading comment (a starter, a stub) fails everything with `error`.
//! - `# load: text` doesn't load, `# chance: test_a` fails it under even seeds, `# late: test_a` passes it from seed 30 on,
//!   `# printed: text` prints, `# broken: text` breaks the grader itself, `# examples: text` lets the prompt's examples fail with the text.
//!
//! `# mutant: test_a` is where an answer has a mutant that fails this function (with `\n`, more comments follow; `nothing` fails none);
//! `# unreadable: text` has none, for the program that makes them fails with the text.
//!
//! Cases are found by their `def` lines; `# ids: 1-a 2-b` above one gives it parametrizations.

use viva::grading::{
    Comparison, Cost, GradeError, Graded, GradedCase, Grader, Ran, Source, Task, Verdict,
};
use viva::question::Limits;

pub struct Fake;

impl Grader for Fake {
    fn grade(&self, task: &Task<'_>) -> Result<Graded, GradeError> {
        let answer = Answer(&task.answer.text);
        if let Some(why) = answer.says("broken") {
            return Err(GradeError::caused_by(
                why,
                std::io::Error::other("the cause"),
            ));
        }
        let load_error = answer
            .says("load")
            .map(|text| format!("{text} (answer.py, line 1)"));
        let mut cases = if load_error.is_some() {
            Vec::new()
        } else {
            collect(&task.cases.text)
        };
        cases.retain(|case| {
            let named = |only: &String| *only == case.id || *only == case.function;
            (task.only.is_empty() || task.only.iter().any(named))
                && (case.sample || !task.samples_only)
        });
        for case in &mut cases {
            answer.decide(case, task.seed);
        }
        if load_error.is_none() {
            task.watch.collected(&cases);
            for case in &cases {
                task.watch.finished(case);
            }
        }
        Ok(Graded {
            cases,
            image: self.image(),
            seed: task.seed,
            load_error,
        })
    }

    fn run(
        &self,
        file: &Source,
        support: &[Source],
        seed: u64,
        _: &Limits,
    ) -> Result<Ran, GradeError> {
        if file.name == "mutants.py" {
            return Ok(mutants(&support[0].text));
        }
        let answer = Answer(&file.text);
        let verdict = answer.verdict().unwrap_or(Verdict::Passed);
        let names: Vec<&str> = support.iter().map(|file| file.name.as_str()).collect();
        Ok(Ran {
            verdict,
            message: (verdict != Verdict::Passed).then(|| "ValueError: no".to_owned()),
            stdout: format!(
                "ran {} with {names:?}, seed {seed}\n\x1b[31mred\n",
                file.name
            ),
            stderr: String::new(),
            cost: COST,
        })
    }

    fn image(&self) -> String {
        "fake-image".to_owned()
    }
}

/// What the program prints that makes mutants, of the text in `subject.py`.
fn mutants(subject: &str) -> Ran {
    let literal = subject.strip_prefix("SOURCE = ").expect("the answer");
    let source: String = serde_json::from_str(literal.trim_end()).expect("a literal");
    let answer = Answer(&source);
    let unreadable = answer.says("unreadable");
    let mut stdout = String::new();
    let mut start = 0;
    for (index, line) in source.lines().enumerate() {
        let end = start + line.len();
        if let Some(what) = line.strip_prefix("# mutant: ") {
            let text = format!("# really: {}", what.replace("\\n", "\n"));
            let line = index + 1;
            let edit = serde_json::json!({"what": what, "line": line, "start": start, "end": end, "text": text});
            stdout.push_str(&format!("{edit}\n"));
        }
        start = end + 1;
    }
    let verdict = match unreadable {
        Some(_) => Verdict::Error,
        None => Verdict::Passed,
    };
    Ran {
        verdict,
        message: None,
        stdout,
        stderr: unreadable
            .map(|why| format!("Traceback\n{why}\n"))
            .unwrap_or_default(),
        cost: COST,
    }
}

const COST: Cost = Cost {
    fuel: 12_345_678,
    virtual_ms: 1_503,
    memory_bytes: 9_000_000,
    output_bytes: 0,
    messages: 4,
};

struct Answer<'a>(&'a str);

impl Answer<'_> {
    fn comments(&self) -> impl Iterator<Item = &str> {
        self.0
            .lines()
            .map_while(|line| line.strip_prefix('#'))
            .map(str::trim)
    }

    fn says(&self, key: &str) -> Option<&str> {
        self.comments()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
    }

    fn names(&self, key: &str, function: &str) -> bool {
        self.says(key)
            .is_some_and(|names| names.split(", ").any(|name| name == function))
    }

    fn fails(&self, function: &str) -> bool {
        let key = if self.says("really").is_some() {
            "really"
        } else {
            "fails"
        };
        self.names(key, function)
    }

    fn verdict(&self) -> Option<Verdict> {
        self.says("verdict")
            .map(|word| serde_json::from_value(word.into()).expect("a verdict"))
    }

    fn decide(&self, case: &mut GradedCase, seed: u64) {
        if case.function == "test_examples" {
            let said = self.says("examples").map(|text| text.replace("\\n", "\n"));
            case.verdict = if said.is_some() {
                Verdict::Failed
            } else {
                Verdict::Passed
            };
            case.message = said;
            return;
        }
        let chance = self.names("chance", &case.function) && seed.is_multiple_of(2);
        let late = self.names("late", &case.function) && seed >= 30;
        case.output = self.says("printed").map(|text| text.replace("\\n", "\n"));
        if self.comments().next().is_none() {
            case.verdict = Verdict::Error;
            case.message = Some("NotImplementedError".to_owned());
        } else if chance || (self.fails(&case.function) && !late) {
            case.verdict = self.verdict().unwrap_or(Verdict::Failed);
            case.message = Some("assert f(1) == {'name': 'a'}".to_owned());
            case.comparison = (case.verdict == Verdict::Failed).then(|| Comparison {
                op: "==".to_owned(),
                left: "{'name': 'b',\n 'size': 1}".to_owned(),
                right: "{'name': 'a',\n 'size': 1}".to_owned(),
            });
        }
        case.outcome = case.verdict.to_string();
    }
}

/// Every case of a `cases.py`, passed.
fn collect(cases: &str) -> Vec<GradedCase> {
    let mut found = Vec::new();
    let (mut sample, mut weight, mut ids) = (false, 1.0, vec![String::new()]);
    let mut lines = cases.lines().peekable();
    while let Some(line) = lines.next() {
        if line == "@pytest.mark.sample" {
            sample = true;
        } else if let Some(mark) = line.strip_prefix("@pytest.mark.points(") {
            weight = mark.trim_end_matches(')').parse().expect("a number");
        } else if let Some(list) = line.strip_prefix("# ids: ") {
            ids = list.split(' ').map(|id| format!("[{id}]")).collect();
        } else if let Some(rest) = line.strip_prefix("def test_") {
            let function = format!("test_{}", rest.split('(').next().expect("a name"));
            let title = lines
                .peek()
                .map_or("", |line| line.trim())
                .trim_matches(['"', '.']);
            found.extend(ids.iter().map(|id| GradedCase {
                id: format!("{function}{id}"),
                function: function.clone(),
                title: title.to_owned(),
                sample,
                weight,
                requires: Vec::new(),
                outcome: "passed".to_owned(),
                verdict: Verdict::Passed,
                message: None,
                comparison: None,
                output: None,
                cost: COST,
                schedules: None,
            }));
            (sample, weight, ids) = (false, 1.0, vec![String::new()]);
        }
    }
    found
}
