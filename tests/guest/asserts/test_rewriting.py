"""Rewritten asserts: the same outcome and the same steps as the statement, and values to read."""

from __future__ import annotations

import asyncio
import gc
import importlib
import random
import sys
import textwrap
import traceback
import weakref

import pytest
from conftest import OURS, run_ours, run_theirs

compile_cases = OURS.compile_cases


def failing(body: str, **names: object) -> AssertionError:
    """The error of `body`, run as a function with rewritten asserts."""
    source = "def case():\n" + textwrap.indent(textwrap.dedent(body), "    ")
    namespace = dict(names)
    exec(compile_cases(source, "cases.py"), namespace)
    with pytest.raises(AssertionError) as caught:
        namespace["case"]()
    return caught.value


def add(a: int, b: int) -> int:
    return a + b


class Box:
    def __init__(self, x: object) -> None:
        self.x = x

    def __repr__(self) -> str:
        return "<box>"

    def take(self, value: object) -> object:
        return value


SAME_TEXT = [
    "assert 1 == 2",
    "assert add(2, 2) == 5",
    "assert add(2, b=2) == 5",
    "assert not add(2, 2)",
    "assert add(add(1, 1), 2) == 5",
    "assert box.x == 4",
    "assert box.x.bit_length() == box.x",
    "assert 1 < 5 < 3 < add(1, 2)",
    "assert 3 in [1, 2]",
    "assert 3 not in [3]",
    "assert box is None",
    "assert box.x is not 3",
    "assert False or 0 or add(0, 0)",
    "assert 1 == 1 and add(1, 1) == 3",
    "assert 1 == 2 and add(1, 1) == 3",
    "assert -box.x == 3",
    "assert add(*[1, 2]) == 4",
    "assert add(**{'a': 1, 'b': 2}) == 4",
    "assert (add(1, 2) == 3) == False",
    "assert 1 + box.x == 5",
    "assert isinstance(box.x, str)",
    "assert []",
    "assert None",
    "assert ''",
    "x = 3\nassert x == 4",
    "assert add(1, 1) == 3, 'a message'",
    "assert add(1, 1) == 3, f'{add(1, 1)} is not three'",
    "assert 1 == 2, [1, 2]",
]


@pytest.mark.parametrize("source", SAME_TEXT)
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_the_first_line_is_pytests(source: str) -> None:
    def first_lines(text: str) -> list[str]:
        # Ours leaves out the line on a bound method, and adds lines on the values.
        return [line for line in text.splitlines() if not line.startswith(" ")]

    names = {"add": add, "box": Box(3)}
    kind, ours = run_ours(source, **names)
    their_kind, theirs = run_theirs(source, **names)
    assert (kind, first_lines(ours)) == (their_kind, first_lines(theirs))


WHERE = {
    "assert add(1, add(1, 2)) == 5": """
        assert 4 == 5
         +  where 4 = add(1, 3)
         +    where 3 = add(1, 2)""",
    "assert add(1, 2) == add(2, 2)": """
        assert 3 == 4
         +  where 3 = add(1, 2)
         +  and   4 = add(2, 2)""",
    "assert box.take(box.x) == 4": """
        assert 3 == 4
         +  where 3 = <box>.take(3)
         +    where 3 = <box>.x""",
    "rows = [[1, 2]]\nassert rows[0][add(0, 1)] == 3": """
        assert 2 == 3
         +  where 2 = [1, 2][1]
         +    where [1, 2] = [[1, 2]][0]
         +    and   1 = add(0, 1)""",
    "import math\nassert math.floor(2.5) == 3": """
        assert 2 == 3
         +  where 2 = math.floor(2.5)""",
    "assert all(n > 1 for n in [1, 2])": """
        assert False
         +  where False = all(n > 1 for n in [1, 2])""",
    "text = 'abcdef'\nassert text[1:3] == 'bd'": """
        assert 'bc' == 'bd'
          At index 1 diff: 'c' != 'd'
         +  where 'bc' = 'abcdef'[1:3]""",
    "assert (n := add(1, 1)) == 3 and n": """
        assert (2 == 3)
         +  where 2 = add(1, 1)""",
    "assert box.take((\n    1,\n    2,\n)) == 1": """
        assert (1, 2) == 1
          The types differ: tuple and int
         +  where (1, 2) = <box>.take(( 1, 2, ))""",
}


@pytest.mark.parametrize("body", WHERE)
def test_where_lines_tell_how_values_came_about(body: str) -> None:
    error = failing(body, add=add, box=Box(3))
    assert str(error) == textwrap.dedent(WHERE[body]).strip()


def test_the_error_carries_its_parts() -> None:
    error = failing("assert sorted(\n    [3, 1]) == [1, 2], 'sorted'")
    assert error.__viva__ == {
        "expr": "sorted( [3, 1]) == [1, 2]",
        "explanation": "sorted\nassert [1, 3] == [1, 2]\n  At index 1 diff: 3 != 2\n"
        " +  where [1, 3] = sorted([3, 1])",
        "comparison": {"op": "==", "left": "[1, 3]", "right": "[1, 2]"},
    }
    assert str(error) == error.__viva__["explanation"]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("assert 1 < 5 < 3", ("<", "5", "3")),
        ("assert 1 == 1 and 2 == 3", ("==", "2", "3")),
        ("assert 1 == 2 or 2 == 3", None),
        ("assert not 1 == 1", None),
        ("assert []", None),
        ("assert 'é' * 2 == 'x'", ("==", "'éé'", "'x'")),
    ],
)
def test_only_the_comparison_that_decided_is_reported(
    statement: str, expected: tuple[str, str, str] | None
) -> None:
    comparison = failing(statement).__viva__["comparison"]
    assert (comparison and tuple(comparison.values())) == expected


def test_columns_after_wide_characters() -> None:
    assert failing("s = 'äöü'; assert s == 'äöü…', 'ä'").__viva__["expr"] == "s == 'äöü…'"


class Trace:
    """Builds random expressions of calls that note themselves and come to given values."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.steps: list[str] = []

    def step(self, name: str, value: object) -> object:
        self.steps.append(name)
        if value == "raise":
            raise KeyError(name)
        return value

    def expression(self, depth: int) -> str:
        rnd = self.random
        kind = rnd.randrange(12 if depth else 3)
        if kind == 0:
            return str(rnd.randrange(3))
        if kind == 1:
            return rnd.choice(["x", "y", "word", "values"])
        if kind == 2:
            value = rnd.choice(["0", "1", "2", "''", "'ab'", "[]", "[1, 2]", "None", "'raise'"])
            return f"step('s{rnd.randrange(1000)}', {value})"
        inner = [self.expression(depth - 1) for _ in range(3)]
        count = rnd.choice([2, 3])
        forms = {
            3: f"({' and '.join(inner[:count])})",
            4: f"({' or '.join(inner[:count])})",
            5: f"(not {inner[0]})",
            6: f"({inner[0]} {rnd.choice(['==', '!=', '<', 'in', 'is'])} {inner[1]})",
            7: f"({inner[0]} {rnd.choice(['<', '==', '<='])} {inner[1]} "
            f"{rnd.choice(['<', '==', '!='])} {inner[2]})",
            8: f"({inner[0]} {rnd.choice('+-*')} {inner[1]})",
            9: f"step('c{rnd.randrange(1000)}', {inner[0]})",
            10: f"({rnd.choice('xy')} := {inner[0]})",
            11: f"({inner[0]} if {inner[1]} else {inner[2]})",
        }
        return forms[kind]

    def run(self, code: object) -> tuple[str, list[str], object]:
        """How the code ends, the steps it took, and the names that it left bound."""
        self.steps = []
        namespace: dict[str, object] = {"step": self.step}
        exec(code, namespace)
        try:
            left = namespace["case"]()
            ended = "passed"
        except BaseException as error:
            left, ended = None, type(error).__name__
        return ended, self.steps, left


@pytest.mark.parametrize("seed", range(400))
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_the_steps_are_those_of_the_plain_statement(seed: int) -> None:
    trace = Trace(seed)
    asserted = trace.expression(4)
    source = (
        "def case():\n    x, y, word, values = 0, 1, 'ab', [0, 1]\n"
        f"    assert {asserted}\n    return x, y, sorted(locals())\n"
    )
    assert trace.run(compile_cases(source, "cases.py")) == trace.run(
        compile(source, "plain.py", "exec")
    )


FILES_WITH_ASSERTS = [
    "_pytest._code.code",
    "_pytest.capture",
    "_pytest.fixtures",
    "_pytest.python",
    "_pytest.runner",
    "asyncio.base_events",
    "asyncio.sslproto",
    "ast",
    "pdb",
    "pickle",
    "threading",
]


@pytest.mark.parametrize("module", FILES_WITH_ASSERTS)
def test_nothing_but_asserts_changes_in_a_file(module: str) -> None:
    path = importlib.import_module(module).__file__
    with open(path, encoding="utf-8") as file:
        source = file.read()
    assert "assert " in source
    ours = compile_cases(source, path)
    plain = compile(source, path, "exec", dont_inherit=True)
    assert _shape(ours) == _shape(plain)


def _shape(code: object) -> object:
    """Names of functions and their lines, nested as in the source."""
    inner = [_shape(constant) for constant in code.co_consts if hasattr(constant, "co_code")]
    return code.co_name, code.co_firstlineno, code.co_flags, sorted(inner, key=repr)


def test_values_are_let_go_when_the_assertion_held() -> None:
    source = """
def case(make, alive):
    assert make() is not None
    assert alive() is None
    assert make() and make().x == 1
    assert alive() is None
"""
    last: list[weakref.ref] = []

    def make() -> Box:
        box = Box(1)
        last[:] = [weakref.ref(box)]
        return box

    namespace: dict[str, object] = {}
    exec(compile_cases(source, "cases.py"), namespace)
    gc.disable()
    try:
        namespace["case"](make, lambda: last[0]())
    finally:
        gc.enable()


def test_names_bound_anew_show_what_was_compared() -> None:
    error = failing(
        """
        count = 0
        def bump():
            nonlocal count
            count += 1
            return 5
        assert count == bump()
        """
    )
    assert str(error).splitlines()[0] == "assert 0 == 5"


def test_class_bodies_get_no_new_attributes() -> None:
    source = """
import enum
class Color(enum.Enum):
    RED = 1
    assert RED == 1
    if True:
        assert len("ab") == 2
"""
    namespace: dict[str, object] = {}
    exec(compile_cases(source, "cases.py"), namespace)
    assert [member.name for member in namespace["Color"]] == ["RED"]
    assert run_ours("class C:\n    assert add(1, 1) == 3", add=add) == (
        "AssertionError",
        "assert add(1, 1) == 3",
    )


def test_await_and_generators() -> None:
    source = """
async def double(n): return 2 * n
async def case():
    assert await double(2) == 5
def numbers():
    assert (yield 1) == 2
"""
    namespace: dict[str, object] = {}
    exec(compile_cases(source, "cases.py"), namespace)
    with pytest.raises(AssertionError) as caught:
        asyncio.run(namespace["case"]())
    assert str(caught.value) == "assert 4 == 5\n +  where 4 = await double(2)"
    generator = namespace["numbers"]()
    next(generator)
    with pytest.raises(AssertionError, match="assert 3 == 2"):
        generator.send(3)


def test_every_place_that_holds_statements_is_rewritten() -> None:
    places = """
if one: assert add(1, 1) == 3
---
if not one: pass
else: assert add(1, 1) == 3
---
for _ in [1]: assert add(1, 1) == 3
---
while one: assert add(1, 1) == 3
---
with open: assert add(1, 1) == 3
---
try: assert add(1, 1) == 3
finally: pass
---
try: 1 / 0
except ZeroDivisionError: assert add(1, 1) == 3
---
try: raise ExceptionGroup("", [ValueError()])
except* ValueError: pass
else: pass
finally: assert add(1, 1) == 3
---
match one:
    case 1: assert add(1, 1) == 3
---
class C:
    def f(self): assert add(1, 1) == 3
C().f()
---
def f():
    def g(): assert add(1, 1) == 3
    g()
f()
"""

    class Nothing:
        def __enter__(self) -> None: ...
        def __exit__(self, *exc: object) -> None: ...

    for source in places.split("---\n"):
        assert run_ours(source, one=1, add=add, open=Nothing()) == (
            "AssertionError",
            "assert 2 == 3\n +  where 2 = add(1, 1)",
        ), source


def test_docstring_and_future_imports_stay_first() -> None:
    source = '"""About."""\nfrom __future__ import annotations\ndef f(x: Missing): ...\nassert f\n'
    namespace: dict[str, object] = {}
    exec(compile_cases(source, "cases.py"), namespace)
    assert namespace["__doc__"] == "About."
    assert namespace["f"].__annotations__ == {"x": "Missing"}


def test_the_traceback_points_to_the_assert() -> None:
    source = "def case():\n    x = 1\n\n    assert x == (\n        2\n    )\n"
    namespace: dict[str, object] = {}
    exec(compile_cases(source, "cases.py"), namespace)
    with pytest.raises(AssertionError) as caught:
        namespace["case"]()
    entries = traceback.extract_tb(caught.value.__traceback__)
    last = [entry for entry in entries if entry.filename == "cases.py"][-1]
    assert (last.lineno, last.name) == (4, "case")


LAYOUTS = [
    "assert(1==2)",
    "assert (1 ==\n  2)",
    "assert (  # why, oh why (\n    1 == 2  # no, 'really\n), 'm'",
    "assert 1 == 2, \\\n    'm'",
    "assert \\\n 1 == 2",
    "x = 1; assert 1 == 2; x = 2",
    "if True: x = 1; assert 1 == 2, 'm'",
    "assert ((1)) == (\n(2)), ('m' # ,\n'n')",
    "assert 'a\\n' 'b' == '''c\n  d''' # comment",
    "assert f'{1}{\"x\"}' == 'é', f'{2}'",
    "x = 'é'; assert x == 'ü', x",
    "assert (lambda: 0)() == 2",
    "assert (0 if 1 else 2)",
    "assert [1, 2][\n  0] == {\n 'a': 2}['a']",
    "assert not (y := 1)",
    "assert (y := (z := 1)) == 2",
    "assert (x := 1 + 1) == 3",
    "assert (x := -1) == 3",
    "assert (lambda n: n)(*[1], **{}) == 2",
    "assert dict(a=1, **{'b': 2}, c=3)['a'] == 3",
    "assert max(*[1, 2], key=lambda n: n) == 3",
    "assert ''.join(\n  s for s in 'ab') == 'c'",
    "assert 1 if 0 else 0, 'm'",
    "assert ... is None",
    "assert 1_000 == 0x10, b'm'",
    "assert [*range(2)] == [i for i in (1, 2)]",
    "def g():\n    assert (yield) == (yield 1)\nh = g(); next(h); next(h); h.send(2)",
    "def g():\n    assert (yield)\nh = g(); next(h); next(h)",
    "# comment only\nassert 1 == 2",
    "\x0cassert 1 == 2\nx = 1",
    "s = 'a\x0cb\x1c\u2028'\nassert s == 'x'",
]


@pytest.mark.parametrize("first", ["if True: pass", "x = 0", "'a docstring'"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_any_layout_keeps_its_lines(layout: str, newline: str, first: str) -> None:
    source = f"{first}\n{layout}\n"

    def failure(code: object) -> tuple[int, bool]:
        with pytest.raises(AssertionError) as caught:
            exec(code, {"__name__": "cases"})
        entries = traceback.extract_tb(caught.value.__traceback__)
        line = [entry.lineno for entry in entries if entry.filename == "cases.py"][-1]
        return line, hasattr(caught.value, "__viva__")

    line, rewritten = failure(compile_cases(source.replace("\n", newline), "cases.py"))
    plain_line, _ = failure(compile(source, "cases.py", "exec"))
    # A statement over several lines may be noted at its first line or at one of its parts.
    assert line == plain_line or layout.count("\n") > 1 or "\\\n" in layout or "\n " in layout
    assert rewritten


@pytest.mark.parametrize(
    ("source", "line", "column", "text"),
    [
        ("x = 1\ny = = 2\n", 2, 5, "y = = 2\n"),
        ("def f():\n    pass\nreturn 1\n", 3, 1, "return 1\n"),
        ("def f():\n    nonlocal x\n", 2, 5, "    nonlocal x\n"),
        ("x = 1\ny = 'a\0b'\n", 2, 7, None),
    ],
)
def test_syntax_errors_keep_their_place(
    source: str, line: int, column: int, text: str | None
) -> None:
    with pytest.raises(SyntaxError) as caught:
        compile_cases(source, "cases.py")
    error = caught.value
    assert (error.filename, error.lineno, error.offset, error.text) == (
        "cases.py",
        line,
        column,
        text,
    )


def test_an_assertion_that_cannot_fail_is_warned_of() -> None:
    with pytest.warns(SyntaxWarning, match="always true") as caught:
        compile_cases("x = 1\nassert (x == 2, 'message')\n", "cases.py")
    assert (caught[0].filename, caught[0].lineno) == ("cases.py", 2)


def test_hostile_values_do_not_replace_the_failure() -> None:
    class Hostile:
        def __repr__(self) -> str:
            raise SystemExit(0)

        def __eq__(self, other: object) -> bool:
            return False

        def __hash__(self) -> int:
            return 0

    error = failing("assert thing == [thing]", thing=Hostile())
    assert str(error).splitlines()[0] == (
        "assert <Hostile object, its repr() raised SystemExit> == "
        "[<Hostile object, its repr() raised SystemExit>]"
    )


def test_passing_assertions_stay_cheap() -> None:
    """Two instructions more, and three (copy, store, delete) for a recorded value."""
    plain = "def case(f, x, y):\n    assert f(x) == y\n"

    def executed(code: object) -> int:
        namespace: dict[str, object] = {}
        exec(code, namespace)
        count = 0

        def trace(frame: object, event: str, arg: object) -> object:
            nonlocal count
            frame.f_trace_opcodes = True
            count += event == "opcode"
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            namespace["case"](int, "1", 1)
        finally:
            sys.settrace(before)
        return count

    ours = executed(compile_cases(plain, "cases.py"))
    assert ours - executed(compile(plain, "plain.py", "exec")) <= 5
