// Small questions of the tests' own, written to the bank over the API.

const about = (kind, title, rest = "") => `title = "${title}"\nkind = "${kind}"\ntopics = ["gil"]\nlevel = "mid"\nminutes = 10\npoints = 100\nroles = ["backend"]\n${rest}`;
const HINTS = "## Hint 1 (costs 5)\n\nA nudge.\n\n## Hint 2 (costs 10)\n\nMore.\n";

const CASES = `import pytest
from answer import double


@pytest.mark.sample
def test_one():
    """One is doubled"""
    assert double(1) == 2


@pytest.mark.sample
def test_two():
    """Two is doubled"""
    assert double(2) == 4


def test_zero():
    """Zero stays"""
    assert double(0) == 0


def test_negative():
    """A negative number is doubled"""
    assert double(-1) == -2


def test_large():
    """A large number is doubled"""
    assert double(10**20) == 2 * 10**20


def test_text():
    """A text is EXPECTED"""
    assert double("a") == "CAME"
`;

const answer = (expression, fails) => `${fails ? `# fails: ${fails}\n# A mistake.\n` : "# Plainly.\n"}def double(value):\n    return ${expression}\n`;

/** Doubles what it is given. With a fault, its last case wants of a text what nobody would answer. */
export function doubling({ fault = false } = {}) {
  const right = fault ? "value * 2 if value != 'a' else 'A'" : "value * 2";
  return {
    "question.toml": about("code", "Twice as much"), "prompt.md": "Write `double(value)`.\n", "starter.py": "def double(value):\n    ...\n",
    "cases.py": CASES.replace("EXPECTED", fault ? "in capitals" : "repeated").replace("CAME", fault ? "A" : "aa"),
    "hints.md": HINTS, "explanation.md": "What a strong answer shows.\n",
    "submissions/accepted/plain.py": answer(right),
    "submissions/wrong_answer/one.py": answer("2", "test_two, test_zero, test_negative, test_large, test_text"),
    "submissions/wrong_answer/sign.py": answer("abs(value) * 2 if not isinstance(value, str) else value", "test_negative, test_text"),
    "submissions/wrong_answer/zero.py": answer("(value * 2 or 1)", fault ? "test_zero, test_text" : "test_zero"),
    "submissions/wrong_answer/text.py": answer("value + value if not isinstance(value, str) else ''", "test_text"),
  };
}

export const EXPLAINED = {
  "question.toml": about("explain", "Why it hangs", ["Names the lock", "Weighs a way out"].map((text) => `\n[[rubric]]\ntext = "${text}"\npoints = 50\n`).join("")),
  "prompt.md": "Two threads wait for each other. Explain.\n", "hints.md": HINTS, "explanation.md": "It names the order of the locks.\n",
};

/** Writes `files` to the bank, in the place of what is there. */
export async function publish(server, id, files) {
  const staff = await server.staff();
  const there = await server.call("GET", `/questions/${id}/source`, undefined, staff).catch(() => null);
  const condition = there ? { "if-match": `"${there.digest}"` } : { "if-none-match": "*" };
  return server.call("PUT", `/questions/${id}/source`, { files }, staff, condition);
}
