"""The program behind `viva check --mutate`: which small changes it makes of an answer, and which it doesn't."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2] / "src" / "check" / "mutate" / "mutants.py"


@pytest.fixture
def mutants(tmp_path):
    def make(source: str) -> list[tuple[str, str]]:
        """What is changed, and the line that it is changed to."""
        (tmp_path / "subject.py").write_text(f"SOURCE = {json.dumps(source)}\n", encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run([sys.executable, str(PROGRAM)], env=environment, capture_output=True, text=True, check=True)
        made = []
        for line in done.stdout.splitlines():
            edit = json.loads(line)
            data = source.encode()
            text = (data[: edit["start"]] + edit["text"].encode() + data[edit["end"] :]).decode()
            ast.parse(text)
            assert ast.dump(ast.parse(text)) != ast.dump(ast.parse(source))
            made.append((edit["what"], text.splitlines()[edit["line"] - 1].strip()))
        return made

    return make


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", [("< to <=", "(a <= b)"), ("< to >=", "(a >= b)")]),
        ("a is None", [("is to is not", "(a is not None)")]),
        ("0 < a <= b", [("< to <=", "(0 <= a <= b)"), ("< to >=", "(0 >= a <= b)"), ("<= to <", "(0 < a < b)"), ("<= to >", "(0 < a > b)"), ("0 to 1", "(1) < a <= b")]),
        ("a and b or c", [("or to and", "((a and b) and c)"), ("and to or", "(a or b) or c")]),
        ("not a", [("without not", "(a)")]),
        ("a + b", [("+ to -", "(a - b)")]),
        ("a + 'x'", [("'x' to ''", "a + ''")]),
        ("a // 2", [("// to /", "(a / 2)"), ("2 to 3", "a // (3)"), ("2 to 1", "a // (1)")]),
        ("True", [("True to False", "False")]),
        ("f'{a:>3} b'", []),
        ("a if b else c", [("condition to True", "a if True else c"), ("condition to False", "a if False else c")]),
        ("[a for a in b if a]", [("condition to True", "[a for a in b if True]")]),
    ],
)
def test_expressions(mutants, source, expected):
    assert mutants(f"x = {source}\n") == [(what, f"x = {line}") for what, line in expected]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f()", [("delete", "pass")]),
        ("a += b", [("delete", "pass"), ("+= to -=", "a -= b")]),
        ("a.b = c", [("delete", "pass")]),
        ("return a", [("return None", "return None")]),
        ("return None", []),
        ("raise ValueError('words 3')", [("delete", "pass")]),
        ("if a: b = c", [("condition to True", "if True: b = c"), ("condition to False", "if False: b = c")]),
        ("while a: continue", [("condition to False", "while False: continue"), ("continue to break", "while a: break")]),
        ("for a in b: break", [("break to continue", "for a in b: continue")]),
        ("with self.lock: a.b", [("without lock", "if True: a.b"), ("delete", "with self.lock: pass")]),
        ("with open(a) as b: pass", []),
    ],
)
def test_statements(mutants, source, expected):
    assert mutants(f"def f(a):\n    {source}\n") == expected


def test_a_name_that_is_bound_again(mutants):
    assert mutants("def f(a):\n    b = a\n    b = a\n") == [("delete", "pass"), ("delete", "pass")]
    assert mutants("def f(a):\n    b = a\n") == []


def test_handlers_and_defaults(mutants):
    source = "def f(a=5):\n    try:\n        return\n    except KeyError:\n        return\n"
    changed = [("5 to 6", "def f(a=(6)):"), ("5 to 4", "def f(a=(4)):"), ("except to Exception", "except Exception:")]
    assert sorted(mutants(source)) == sorted(changed)


def test_what_no_case_is_meant_to_see(mutants):
    source = '''"""Docstring."""
__all__ = ["f"]
class A[T]:
    """Docstring."""
    __slots__ = ("a",)
    a: Literal["x"]
    def f(self, a: "str") -> "int":
        """Docstring."""
        ...
'''
    assert mutants(source.replace("[T]", "" if sys.version_info < (3, 12) else "[T]")) == []


def test_positions_count_bytes(mutants):
    assert mutants("é = 'ü', 1\n") == [("'ü' to ''", "é = '', 1"), ("1 to 2", "é = 'ü', (2)"), ("1 to 0", "é = 'ü', (0)")]
