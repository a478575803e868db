"""What a session tells the judge's glue: items, outlines, verdicts, messages."""

from __future__ import annotations

import json

import pytest


def test_items(cases):
    loaded = cases('''
        import pytest

        @pytest.mark.sample
        @pytest.mark.points(3)
        def test_first():
            """Adds two numbers.

            More."""

        class TestClass:
            @pytest.mark.title("by mark")
            @pytest.mark.requires("test_first", "test_other")
            @pytest.mark.parametrize("x", [1, 2])
            def test_second(self, x):
                pass

        def test_third():
            pass
    ''')
    items = [item.to_json() for item in loaded.collect()]
    assert items == [
        {
            "id": "test_first",
            "function": "test_first",
            "title": "Adds two numbers.",
            "sample": True,
            "points": 3,
            "requires": [],
            "schedules": None,
            "line": 4,
        },
        *(
            {
                "id": f"TestClass::test_second[{x}]",
                "function": "TestClass::test_second",
                "title": "by mark",
                "sample": False,
                "points": 1,
                "requires": ["test_first", "test_other"],
                "schedules": None,
                "line": 12,
            }
            for x in (1, 2)
        ),
        {
            "id": "test_third",
            "function": "test_third",
            "title": "test_third",
            "sample": False,
            "points": 1,
            "requires": [],
            "schedules": None,
            "line": 18,
        },
    ]
    assert json.loads(json.dumps(items)) == items


def test_a_title_never_tells_the_parameters(cases):
    """The title of a hidden case is shown."""
    loaded = cases("""
        import pytest

        @pytest.mark.parametrize("secret", [171717])
        def test_without_docstring(secret):
            pass
    """)
    (item,) = loaded.collect()
    assert (item.id, item.title) == ("test_without_docstring[171717]", "test_without_docstring")


def test_outline_needs_no_execution(cases):
    loaded = cases('''
        import pytest, no_such_module

        @pytest.mark.sample
        def test_first():
            """A title."""

        class TestClass:
            @pytest.mark.points(2.5)
            async def test_second(self): pass
            class TestInner:
                @pytest.mark.title("inner")
                @pytest.mark.requires("test_first")
                def test_third(self): pass

        class Other(unittest.TestCase):
            def test_fourth(self): pass

        class NotATest:
            def test_nothing(self): pass
    ''')
    assert [tuple(one.to_json().values()) for one in loaded.session.outline()] == [
        ("test_first", "A title.", True, 1, 5, []),
        ("TestClass::test_second", "TestClass::test_second", False, 2.5, 10, []),
        ("TestClass::TestInner::test_third", "inner", False, 1, 14, ["test_first"]),
        ("Other::test_fourth", "Other::test_fourth", False, 1, 17, []),
    ]


@pytest.mark.parametrize(
    ("body", "outcome", "verdict", "exception"),
    [
        ("pass", "passed", "passed", None),
        ("assert 1 == 2", "failed", "failed", "AssertionError"),
        ("pytest.fail('no')", "failed", "failed", "Failed"),
        ("1 / 0", "failed", "error", "ZeroDivisionError"),
        ("raise SystemExit(0)", "failed", "error", "SystemExit"),
        ("raise KeyboardInterrupt", "failed", "error", "KeyboardInterrupt"),
        ("raise BaseException", "failed", "error", "BaseException"),
        ("pytest.exit('stop')", "failed", "error", "Exit"),
        ("pytest.skip('later')", "skipped", "skipped", None),
        ("pytest.xfail('known')", "xfailed", "skipped", None),
        ("with pytest.raises(ValueError): pass", "failed", "failed", "Failed"),
    ],
)
@pytest.mark.parametrize("argument", ["", "request"], ids=["plain", "with fixtures"])
def test_verdicts(cases, argument, body, outcome, verdict, exception):
    result = cases(f"import pytest\ndef test_it({argument}):\n    {body}\n").run("test_it")
    assert (result.outcome, result.verdict, result.exception) == (outcome, verdict, exception)


@pytest.mark.parametrize(
    ("fixture", "mark", "outcome", "verdict"),
    [
        ("1 / 0", "points(1)", "error", "error"),
        ("assert 0", "points(1)", "error", "error"),
        ("yield\n    assert 0", "points(1)", "error", "error"),
        ("yield", "xfail", "xpassed", "passed"),
        ("yield", "xfail(strict=True)", "failed", "failed"),
        ("assert 0", "xfail", "xfailed", "skipped"),
    ],
)
def test_verdicts_around_a_passing_call(cases, fixture, mark, outcome, verdict):
    result = cases(f"""
import pytest
@pytest.fixture
def around():
    {fixture}
@pytest.mark.{mark}
def test_it(around): pass
""").run("test_it")
    assert (result.outcome, result.verdict) == (outcome, verdict)


def test_message_tells_line_source_and_values(cases):
    result = cases("""
        def check(value):
            assert value == 3

        def test_it():
            check(1 + 1)
    """).run("test_it")
    assert result.message.startswith(
        "cases.py:6 in test_it\n    check(1 + 1)\ncases.py:3 in check\n    assert value == 3\nassert 2 == 3"
    )
    assert result.comparison == {"op": "==", "left": "2", "right": "3"}


def test_message_tells_notes_and_causes(cases):
    result = cases("""
        def test_it():
            try:
                {}["a"]
            except KeyError as error:
                wrapped = ValueError("wrapped")
                wrapped.add_note("a note")
                raise wrapped from error
    """).run("test_it")
    assert result.message.endswith("ValueError: wrapped\na note\ncaused by KeyError: 'a'")
    assert result.comparison is None


def test_message_lists_a_group(cases):
    result = cases("""
        def test_it():
            raise ExceptionGroup("both", [ValueError("a"), TypeError("b")])
    """).run("test_it")
    assert "  - ValueError: a\n  - TypeError: b" in result.message


def test_message_of_an_exception_without_text(cases):
    result = cases("""
        class Bad(Exception):
            def __str__(self):
                raise RuntimeError
        def test_it():
            raise Bad
    """).run("test_it")
    assert "Bad: <its text can't be read: RuntimeError>" in result.message


def test_message_is_capped(cases):
    result = cases("""
        def test_it():
            error = ValueError("é" * 100_000)
            error.add_note("ü" * 100_000)
            raise error
    """).run("test_it")
    assert len(result.message.encode()) <= 8_000
    assert result.message.endswith("(cut)")


def test_message_has_no_lone_surrogates(cases):
    result = cases("def test_it():\n    raise ValueError('\\ud800')").run("test_it")
    assert "\\ud800" in result.message


def test_setup_and_teardown_are_named(cases):
    result = cases("""
        import pytest
        @pytest.fixture
        def around():
            yield
            [][0]
        def test_it(around):
            1 / 0
    """).run("test_it")
    assert result.outcome == "failed"
    assert "ZeroDivisionError" in result.message
    assert "during teardown:\n" in result.message
    assert result.message.endswith("IndexError: list index out of range")


def test_every_failing_finalizer_is_told(cases):
    result = cases("""
        def test_it(request):
            request.addfinalizer(lambda: 1 / 0)
            request.addfinalizer(lambda: [][0])
    """).run("test_it")
    assert result.outcome == "error"
    assert "ZeroDivisionError" in result.message and "IndexError" in result.message


def test_unknown_fixture_lists_those_there_are(cases):
    result = cases("""
        import pytest
        @pytest.fixture
        def mine(): pass
        @pytest.fixture
        def asks(nothing): pass
        def test_it(asks): pass
    """).run("test_it")
    assert (
        "fixture 'nothing' not found\nasked for by: asks\navailable fixtures: asks, cap"
        in result.message
    )
    assert "mine, monkeypatch" in result.message


def test_output_is_a_section(cases):
    result = cases("""
        import sys
        def test_it():
            print("out")
            print("err", file=sys.stderr)
    """).run("test_it")
    assert result.sections == {"stdout": "out\n", "stderr": "err\n"}


def test_output_left_in_capsys_is_a_section(cases):
    result = cases("""
        def test_it(capsys):
            print("a")
            assert capsys.readouterr().out == "a\\n"
            with capsys.disabled():
                print("b")
            print("c")
    """).run("test_it")
    assert (result.outcome, result.sections) == ("passed", {"stdout": "b\nc\n"})


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("def test_it(:", "cases.py:1: SyntaxError"),
        ("x = 1\ny = x / 0", "cases.py:2: ZeroDivisionError: division by zero\n    y = x / 0"),
        ("import pytest\nraise SystemExit(0)", "cases.py:2: SystemExit: 0"),
        (
            "def test_it(): yield",
            "'yield' keyword is allowed in fixtures, but not in tests (test_it)",
        ),
        (
            "import pytest\n@pytest.mark.parametrize('a,b', [(1,)])\ndef test_it(a, b): pass",
            'cases.py: In test_it: in "parametrize" the number of names (2)',
        ),
        (
            "import pytest\n@pytest.mark.parametrize('a', [1])\ndef test_it(b): pass",
            "cases.py: In test_it: function uses no argument 'a'",
        ),
    ],
)
def test_collect_errors(cases, source, text):
    loaded = cases(source)
    with pytest.raises(Exception, match="cases.py") as info:
        loaded.collect()
    assert type(info.value).__name__ == "CollectError"
    assert text in info.value.text
    assert isinstance(info.value.exception, BaseException)


def test_unknown_id(cases):
    loaded = cases("def test_it(): pass")
    with pytest.raises(LookupError, match="no case 'test_other'"):
        loaded.run("test_other")


def test_run_collects_only_its_function(cases):
    loaded = cases("""
        import pytest
        def ids(value):
            raise RuntimeError("not asked for")
        def test_it(): pass
        @pytest.mark.parametrize("x", [1], ids=ids)
        def test_other(x): pass
    """)
    assert loaded.run("test_it").outcome == "passed"


def test_async_cases_need_no_plugin(cases):
    loaded = cases("""
        import asyncio, pytest

        @pytest.fixture
        async def number():
            await asyncio.sleep(0)
            return 4

        @pytest.fixture
        async def resource():
            loop = asyncio.get_running_loop()
            yield loop
            assert asyncio.get_running_loop() is loop

        async def test_passes(number):
            await asyncio.sleep(0)
            assert number == 4

        async def test_one_loop(resource):
            assert asyncio.get_running_loop() is resource

        async def test_fails():
            assert await asyncio.sleep(0, 1) == 2

        class TestClass:
            @pytest.mark.parametrize("x", [1])
            async def test_method(self, x):
                assert x == 1
    """)
    assert loaded.outcomes() == {
        "test_passes": "passed",
        "test_one_loop": "passed",
        "test_fails": "failed",
        "TestClass::test_method[1]": "passed",
    }


def test_a_setup_that_needs_two_fixtures_of_one_name(cases):
    loaded = cases("""
        import pytest
        @pytest.fixture
        def value(): return ["outer"]
        class TestClass:
            @pytest.fixture
            def value(self, value, helper): return value + ["inner", helper]
            @pytest.fixture
            def helper(self): return "helped"
            def test_it(self, value): assert value == ["outer", "inner", "helped"]
    """)
    assert loaded.outcomes() == {"TestClass::test_it": "passed"}
