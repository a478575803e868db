//! `viva import --from coderunner`: Moodle's XML in, questions out that judge as CodeRunner did.

use std::fmt::Write as _;

use viva::cli::Exit;

use super::app::{App, Ended};

/// One question: what differs from a plain one of the type python3.
#[derive(Clone, Copy)]
struct Given<'a> {
    name: &'a str,
    kind: &'a str,
    /// Elements of their own, `<grader>RegexGrader</grader>`.
    more: &'a str,
    answer: &'a str,
    /// Code, standard input, what is expected, and attributes.
    tests: &'a [(&'a str, &'a str, &'a str, &'a str)],
}

const SQUARE: Given<'_> = Given {
    name: "Square of a number",
    kind: "python3",
    more: "",
    answer: "def sqr(n):\n    return n * n\n",
    tests: &[
        ("print(sqr(-3))", "", "9", "useasexample=\"1\" mark=\"1.0\""),
        (
            "for i in range(3):\n    print(i, sqr(i))",
            "",
            "0 0\n1 1  \n2 4\n\n",
            "useasexample=\"0\" mark=\"2.0\"",
        ),
    ],
};

fn quiz(questions: &[Given<'_>]) -> String {
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n<question type=\"category\"><category><text>top</text></category></question>\n".to_owned();
    for given in questions {
        let _ = write!(
            xml,
            "<question type=\"coderunner\"><name><text>{}</text></name>\
             <questiontext format=\"html\"><text><![CDATA[<p>Write <code>{}</code>&nbsp;&amp; more.</p>]]></text></questiontext>\
             <generalfeedback format=\"html\"><text>&lt;p&gt;It is easy.&lt;/p&gt;</text></generalfeedback>\
             <coderunnertype>{}</coderunnertype><prototypetype>0</prototypetype><precheck>1</precheck>\
             <answerpreload># Yours\n</answerpreload><answer><![CDATA[{}]]></answer>{}<testcases>",
            given.name, given.name, given.kind, given.answer, given.more
        );
        for (code, stdin, expected, attributes) in given.tests {
            let display = if attributes.contains("example=\"1\"") {
                "SHOW"
            } else {
                "HIDE"
            };
            let attributes =
                attributes.replace("useasexample=\"1\"", "testtype=\"0\" useasexample=\"1\"");
            let _ = write!(
                xml,
                "<testcase {attributes}><testcode><text><![CDATA[{code}]]></text></testcode><stdin><text><![CDATA[{stdin}]]></text></stdin>\
                 <expected><text><![CDATA[{expected}]]></text></expected><extra><text></text></extra><display><text>{display}</text></display></testcase>"
            );
        }
        xml.push_str("</testcases></question>\n");
    }
    xml + "</quiz>\n"
}

fn import(app: &App, xml: &str) -> Ended {
    let path = app.write("quiz.xml", xml);
    app.run(&["import", &path, "--from", "coderunner"])
}

fn read(app: &App, name: &str) -> String {
    let path = app.path(&format!("questions/coderunner/{name}"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Grades an answer to a question of the bank.
fn grade(app: &App, slug: &str, answer: &str) -> Ended {
    let path = app.write("answer.py", answer);
    app.run(&["grade", &format!("coderunner/{slug}"), &path])
}

#[test]
fn a_quiz_becomes_questions_that_judge_as_it_did() {
    let app = App::real();
    let car = Given {
        name: "Car",
        answer: "class Car:\n    def __init__(self, model):\n        self.model = model\n\n    def honk(self):\n        print(self.model, 'beeps')\n\n    def __repr__(self):\n        return f'Car({self.model})'\n",
        // What test and answer print comes in the order in which they print it.
        tests: &[
            (
                "car = Car('Red')\nprint('before')\ncar.honk()\nprint(car, car.model)",
                "",
                "before\nRed beeps\nCar(Red) Red",
                "useasexample=\"1\" mark=\"1\"",
            ),
            (
                "try:\n    Car()\nexcept TypeError:\n    print('no model')",
                "",
                "no model",
                "mark=\"1\"",
            ),
        ],
        ..SQUARE
    };
    let greet = Given {
        name: "Greet",
        kind: "python3_w_input",
        answer: "def greet():\n    name = input('Name? ')\n    print('Hello', name)\n",
        tests: &[
            (
                "greet()",
                "Ann\n",
                "Name? Ann\nHello Ann",
                "useasexample=\"1\" mark=\"1\"",
            ),
            (
                "greet()\ngreet()",
                "Bo\nCy\n",
                "Name? Bo\nHello Bo\nName? Cy\nHello Cy",
                "mark=\"1\"",
            ),
        ],
        ..SQUARE
    };
    let plain_input = Given {
        name: "Plain input",
        kind: "python3",
        tests: &[
            (
                "greet()",
                "Ann\n",
                "Name? Hello Ann",
                "useasexample=\"1\" mark=\"1\"",
            ),
            ("greet()", "Bo\n", "Name? Hello Bo", "mark=\"1\""),
        ],
        ..greet
    };
    let near = Given {
        name: "Near",
        more: "<grader>NearEqualityGrader</grader>",
        answer: "def say():\n    print('HELLO   you\\n\\n\\nthere')\n",
        tests: &[(
            "say()",
            "",
            "Hello you\nthere\n",
            "useasexample=\"1\" mark=\"1\"",
        )],
        ..SQUARE
    };
    let pattern = Given {
        name: "Pattern",
        more: "<grader>RegexGrader</grader>",
        answer: "def roll():\n    print('rolled', 4)\n",
        tests: &[(
            "roll()",
            "",
            "^rolled [1-6]$\n",
            "useasexample=\"1\" mark=\"1\"",
        )],
        ..SQUARE
    };
    let own_max = Given {
        name: "Own max",
        answer: "def max(a, b):\n    return a if a > b else b\n",
        tests: &[
            ("print(max(1, 2))", "", "2", "mark=\"1\""),
            ("print(max('b', 'a'))", "", "b", "mark=\"1\""),
        ],
        ..SQUARE
    };
    let ended = import(
        &app,
        &quiz(&[SQUARE, car, greet, plain_input, near, pattern, own_max]),
    );
    assert_eq!(ended.exit, Exit::Passed, "{}{}", ended.out, ended.err);
    assert!(
        ended.out.ends_with("7 imported, 0 skipped\n"),
        "{}",
        ended.out
    );
    for slug in [
        "square-of-a-number",
        "car",
        "greet",
        "plain-input",
        "near",
        "pattern",
        "own-max",
    ] {
        let said = format!("coderunner/{slug} with 1 right and 0 wrong answers");
        assert!(ended.out.contains(&said), "no {said:?} in {}", ended.out);
        let ended = grade(
            &app,
            slug,
            &read(
                &app,
                &format!("{slug}/submissions/accepted/from_coderunner.py"),
            ),
        );
        assert_eq!(
            ended.exit,
            Exit::Passed,
            "{slug}: {}{}",
            ended.out,
            ended.err
        );
    }

    let prompt = read(&app, "square-of-a-number/prompt.md");
    assert!(
        prompt.starts_with("Write `Square of a number` & more."),
        "{prompt}"
    );
    assert!(prompt.contains(">>> print(sqr(-3))\n9\n"), "{prompt}");
    assert!(
        !prompt.contains("range(3)"),
        "a hidden test is shown: {prompt}"
    );
    assert_eq!(read(&app, "square-of-a-number/starter.py"), "# Yours\n");
    assert!(read(&app, "square-of-a-number/explanation.md").contains("It is easy."));
    assert!(
        read(&app, "square-of-a-number/cases.py")
            .contains("@pytest.mark.points(2.0)\ndef test_hidden_1(")
    );

    for (slug, wrong) in [
        ("square-of-a-number", "def sqr(n):\n    return n * 2\n"),
        // Not even by taking over what tests print with.
        (
            "square-of-a-number",
            "def sqr(n):\n    return 1\n\ndef print(*words):\n    import sys\n    sys.stdout.write('9')\n",
        ),
        ("car", "class Car:\n    pass\n"),
        (
            "greet",
            "def greet():\n    print('Name? Ann')\n    print('Hello Ann')\n",
        ),
        ("near", "def say():\n    print('HELLO you there')\n"),
        ("pattern", "def roll():\n    print('rolled 7')\n"),
        ("own-max", "def max(a, b):\n    return a\n"),
    ] {
        let ended = grade(&app, slug, wrong);
        assert_eq!(ended.exit, Exit::Failed, "{slug}: {wrong}: {}", ended.out);
    }
}

#[test]
fn what_does_not_map_is_skipped_with_the_reason() {
    let with = |name, more| Given {
        name,
        more,
        ..SQUARE
    };
    let questions = [
        SQUARE,
        SQUARE,
        Given {
            name: "C",
            kind: "c_function",
            ..SQUARE
        },
        with("Template", "<template>{{ STUDENT_ANSWER }}</template>"),
        with("Twig", "<templateparams>{\"a\": 1}</templateparams>"),
        with("Grader", "<grader>TemplateGrader</grader>"),
        with("Gaps", "<uiplugin>gapfiller</uiplugin>"),
        with("Attached", "<attachmentsrequired>1</attachmentsrequired>"),
        with(
            "File",
            "<sub><file name=\"data.csv\" encoding=\"base64\">YQ==</file></sub>",
        ),
        Given {
            name: "Program",
            tests: &[("", "1\n", "1", "mark=\"1\"")],
            ..SQUARE
        },
        Given {
            name: "Reads",
            tests: &[("print(input())", "1\n", "1", "mark=\"1\"")],
            ..SQUARE
        },
        Given {
            name: "Empty",
            tests: &[],
            ..SQUARE
        },
        Given {
            name: "Worthless",
            tests: &[("sqr(1)", "", "", "mark=\"0\"")],
            ..SQUARE
        },
    ];
    let app = App::new();
    let xml = quiz(&questions).replace(
        "</quiz>",
        "<question type=\"multichoice\"><name><text>Choose</text></name></question></quiz>",
    );
    let ended = import(&app, &xml);
    assert_eq!(ended.exit, Exit::Failed, "{}", ended.err);
    for said in [
        "imported coderunner/square-of-a-number with",
        "imported coderunner/square-of-a-number-2 with",
        "skipped C\n    its type is 'c_function'",
        "skipped Template\n    it has a template of its own",
        "skipped Twig\n    it has template parameters",
        "skipped Grader\n    its grader is 'TemplateGrader'",
        "skipped Gaps\n    answers are entered in the form 'gapfiller'",
        "skipped Attached\n    answers have files attached",
        "skipped File\n    it has files ('data.csv')",
        "skipped Program\n    test 1 has no code",
        "skipped Reads\n    a test reads standard input itself",
        "skipped Empty\n    it has no tests",
        "skipped Worthless\n    its tests' marks are none",
        "skipped Choose\n    it is of Moodle's type 'multichoice'",
        "2 imported, 12 skipped\n",
    ] {
        assert!(ended.out.contains(said), "no {said:?} in {}", ended.out);
    }
    // Again, all are there.
    let again = import(&app, &quiz(&[SQUARE]));
    assert_eq!(again.exit, Exit::Failed);
    assert!(again.out.contains("the question is there"), "{}", again.out);
}

#[test]
fn nothing_in_a_file_does_harm() {
    let app = App::new();
    let mut entities = "<!DOCTYPE quiz [<!ENTITY a0 \"x\">".to_owned();
    for level in 1..12 {
        let below = format!("&a{};", level - 1).repeat(10);
        let _ = write!(entities, "<!ENTITY a{level} \"{below}\">");
    }
    entities.push_str("]><quiz>&a11;</quiz>");
    let outside = "<!DOCTYPE quiz [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><quiz>&f;</quiz>";
    for (xml, said) in [
        (entities.as_str(), "no XML that can be read"),
        (outside, "no XML that can be read"),
        ("<quiz><question", "no XML that can be read"),
        ("<html></html>", "not Moodle's 'quiz'"),
        (
            &format!("<quiz>{}</quiz>", "x".repeat(100 << 20)),
            "larger than 32 MiB",
        ),
    ] {
        let ended = import(&app, xml);
        assert_eq!(ended.exit, Exit::Usage, "{said}: {}", ended.out);
        assert!(ended.err.contains(said), "no {said:?} in {}", ended.err);
    }
    // Elements in elements, in a question's text and around it.
    let deep = quiz(&[SQUARE]).replace("<p>Write", &"<div>".repeat(50_000));
    let ended = import(&app, &deep);
    assert!(ended.out.contains("more than 200 deep"), "{}", ended.out);
    assert!(!app.path("questions/coderunner").exists());
}
