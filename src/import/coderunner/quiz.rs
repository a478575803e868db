//! Moodle's XML: the CodeRunner questions of a quiz file, as they are written there.

use roxmltree::{Document, Node, ParsingOptions};

use super::super::Refused;

/// Elements and texts of a file.
const MAX_NODES: u32 = 2_000_000;

/// One `<question>`.
pub struct Entry {
    pub name: String,
    /// Moodle's own type: `coderunner`, `multichoice` …
    pub kind: String,
    /// Of a `coderunner` one.
    pub question: Option<Question>,
}

/// Texts are as in the file; a missing one is empty.
#[derive(Debug, Default)]
pub struct Question {
    pub coderunnertype: String,
    pub is_prototype: bool,
    pub text: Text,
    pub feedback: Text,
    pub answer: String,
    pub preload: String,
    pub template: String,
    pub template_params: String,
    pub grader: String,
    pub ui: String,
    pub all_or_nothing: bool,
    pub needs_attachments: bool,
    /// Names of files that tests or answers may read.
    pub files: Vec<String>,
    pub tests: Vec<Test>,
}

#[derive(Debug, Default)]
pub struct Text {
    /// `html`, `markdown`, `plain_text`, `moodle_auto_format`.
    pub format: String,
    pub text: String,
}

#[derive(Debug, Default)]
pub struct Test {
    pub code: String,
    pub stdin: String,
    pub expected: String,
    pub mark: f64,
    pub example: bool,
    /// SHOW, HIDE, HIDE_IF_FAIL, HIDE_IF_SUCCEED.
    pub display: String,
    /// Run before an answer is handed in, and never after.
    pub precheck_only: bool,
}

/// All questions of a file, in order; categories are none.
pub fn parse(xml: &str) -> Result<Vec<Entry>, Refused> {
    // Without document types, nothing in it stands for more than it is.
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(xml, options).map_err(|error| {
        Refused::new(
            format!("it is no XML that can be read: {error}"),
            "export the questions from Moodle as Moodle XML",
        )
    })?;
    let root = document.root_element();
    if !root.has_tag_name("quiz") {
        return Err(Refused::new(
            format!("it is '{}', not Moodle's 'quiz'", root.tag_name().name()),
            "export the questions from Moodle as Moodle XML",
        ));
    }
    let questions = root.children().filter(|node| node.has_tag_name("question"));
    let entries = questions.filter_map(|node| {
        let kind = node.attribute("type").unwrap_or_default();
        (kind != "category").then(|| Entry {
            name: below(node, "name"),
            kind: kind.to_owned(),
            question: (kind == "coderunner").then(|| question(node)),
        })
    });
    Ok(entries.collect())
}

fn question(node: Node<'_, '_>) -> Question {
    let own = |name: &str| child(node, name).map(content).unwrap_or_default();
    let is = |name: &str| own(name).trim() == "1";
    let number = |name: &str| own(name).trim().parse::<f64>().unwrap_or_default();
    let cases = child(node, "testcases");
    let files = node
        .descendants()
        .filter(|inner| inner.has_tag_name("file"))
        // Those of a text are its images; what the answer's author attached is no one else's.
        .filter(|file| {
            file.parent().is_none_or(|parent| {
                !["questiontext", "generalfeedback", "answerfiles"]
                    .contains(&parent.tag_name().name())
            })
        })
        .filter_map(|file| file.attribute("name"))
        .map(str::to_owned);
    Question {
        coderunnertype: own("coderunnertype").trim().to_owned(),
        is_prototype: number("prototypetype") > 0.0,
        text: text(node, "questiontext"),
        feedback: text(node, "generalfeedback"),
        answer: own("answer"),
        preload: own("answerpreload"),
        template: own("template"),
        template_params: own("templateparams"),
        grader: own("grader").trim().to_owned(),
        ui: own("uiplugin").trim().to_owned(),
        all_or_nothing: is("allornothing"),
        needs_attachments: number("attachmentsrequired") > 0.0,
        files: files.collect(),
        tests: cases
            .into_iter()
            .flat_map(|cases| cases.children())
            .filter(|inner| inner.has_tag_name("testcase"))
            .map(test)
            .collect(),
    }
}

fn test(node: Node<'_, '_>) -> Test {
    let attribute = |name: &str| node.attribute(name).unwrap_or_default().trim();
    Test {
        code: below(node, "testcode"),
        stdin: below(node, "stdin"),
        expected: below(node, "expected"),
        mark: attribute("mark").parse().unwrap_or(1.0),
        example: attribute("useasexample") == "1",
        display: below(node, "display").trim().to_owned(),
        precheck_only: attribute("testtype") == "1",
    }
}

fn text(node: Node<'_, '_>, name: &str) -> Text {
    let format = child(node, name).and_then(|node| node.attribute("format"));
    Text {
        format: format.unwrap_or_default().to_owned(),
        text: below(node, name),
    }
}

fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|inner| inner.has_tag_name(name))
}

/// What `<name><text>…</text></name>` says.
fn below(node: Node<'_, '_>, name: &str) -> String {
    let text = child(node, name).and_then(|node| child(node, "text"));
    text.map(content).unwrap_or_default()
}

/// The text of an element, from all its pieces, with plain line ends.
fn content(node: Node<'_, '_>) -> String {
    let pieces = node.children().filter_map(|inner| inner.text());
    pieces.collect::<String>().replace("\r\n", "\n")
}
