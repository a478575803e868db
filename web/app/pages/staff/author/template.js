// What a new question begins with: its files, each saying what belongs there. `viva new` has longer examples.

const about = (kind, rest) => `title = "A title that says what is to be done"
kind = "${kind}"
topics = ["{topic}"]
level = "mid"                 # junior, mid, senior or staff
minutes = 20                  # what a candidate of that level needs, reading included
points = 100
roles = ["backend", "python"]
${rest}`;

const PROMPT = `A real situation in two sentences: who needs this, and what for.

Write \`double(number)\`, which returns twice its number. Every rule that a case checks stands here.

- A number that is not an \`int\` raises \`TypeError\`.

\`\`\`pycon
>>> double(21)
42
\`\`\`
`;

const CASES = `import pytest

from answer import double


@pytest.mark.sample
def test_doubles():
    """A number is doubled"""
    assert double(21) == 42


@pytest.mark.sample
def test_zero():
    """Zero stays zero"""
    assert double(0) == 0


def test_negative():
    """A negative number is doubled"""
    assert double(-3) == -6


def test_large():
    """Nothing is lost of a large number"""
    assert double(10**30) == 2 * 10**30


@pytest.mark.parametrize("wrong", ["2", 2.0])
def test_no_int(wrong):
    """What is not an int is refused"""
    with pytest.raises(TypeError):
        double(wrong)


def test_none():
    """None is refused"""
    with pytest.raises(TypeError):
        double(None)
`;

const RIGHT = `def double(number: int) -> int:
    if not isinstance(number, int):
        raise TypeError("double takes an int")
    return 2 * number
`;

const HINTS = "## Hint 1 (costs 5)\n\nA nudge: what is to be looked at.\n\n## Hint 2 (costs 15)\n\nNearly the way.\n";

const shared = {
  "prompt.md": PROMPT,
  "cases.py": CASES,
  "hints.md": HINTS,
  "explanation.md": "What a strong answer shows, which wrong turns are common, and what to ask next.\n",
  "submissions/accepted/checks_first.py": `# Refuses first, then computes.\n${RIGHT}`,
  "submissions/wrong_answer/no_check.py": "# fails: test_no_int, test_none\n# Doubles whatever can be doubled.\n\n\ndef double(number):\n    return number * 2 if number is not None else 0\n",
  "submissions/wrong_answer/squares.py": `# fails: test_doubles, test_negative, test_large\n# Squares instead of doubling.\n${RIGHT.replace("2 * number", "number * number")}`,
  "submissions/wrong_answer/loses_sign.py": `# fails: test_negative\n# Forgets the sign.\n${RIGHT.replace("2 * number", "2 * abs(number)")}`,
  "submissions/wrong_answer/zero_is_none.py": `# fails: test_zero\n# Takes zero for nothing given.\n${RIGHT.replace("2 * number", "2 * number or 1")}`,
  "submissions/wrong_answer/by_float.py": `# fails: test_large\n# Goes by way of a float, which is not exact.\n${RIGHT.replace("2 * number", "int(2.0 * number)")}`,
};

const words = {
  "prompt.md": "The question, with all that is needed to answer it.\n",
  "hints.md": HINTS,
  "explanation.md": "What a strong answer says, and what to ask next.\n",
};

const OPTIONS = `select = "all"                # "one" or "all" that are right
${["a", "b", "c", "d"].map((id, index) => `
[[options]]
id = "${id}"
text = "What ${id} says."
correct = ${index < 2}
why = "Shown afterwards."
`).join("")}`;

const RUBRIC = ["Names the cause", "Weighs a way out"].map((title) => `
[[rubric]]
text = "${title}"
points = 50
`).join("");

const KINDS = {
  code: { ...shared, "question.toml": about("code", ""), "starter.py": "def double(number: int) -> int:\n    raise NotImplementedError\n" },
  fix: { ...shared, "question.toml": about("fix", ""), "starter.py": "def double(number: int) -> int:\n    return number + 2\n" },
  choice: {
    ...words, "question.toml": about("choice", OPTIONS),
    "submissions/accepted/both.txt": "a, b\n", "submissions/wrong_answer/one_only.txt": "a\n", "submissions/wrong_answer/everything.txt": "a, b, c, d\n",
  },
  explain: { ...words, "question.toml": about("explain", RUBRIC) },
};

/** The files that a question of this kind begins with in a topic, or nothing for a kind that begins elsewhere. */
export function template(kind, topic) {
  const files = Object.entries(KINDS[kind] ?? {});
  return Object.fromEntries(files.map(([name, text]) => [name, text.replaceAll("{topic}", topic)]));
}
