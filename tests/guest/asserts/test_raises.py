"""`raises`, `RaisesGroup` and the outcomes, run beside the real pytest on the same snippets."""

from __future__ import annotations

import re
import textwrap

import pytest
from conftest import OURS, outcome, run_ours, run_theirs

RAISES = """
with pytest.raises(ValueError): raise ValueError("x")
---
with pytest.raises(ValueError): raise UnicodeError("a subclass")
---
with pytest.raises(ValueError): pass
---
with pytest.raises((ValueError, KeyError)): pass
---
with pytest.raises((ValueError,)): pass
---
with pytest.raises(ValueError): raise KeyError("x")
---
with pytest.raises((ValueError, KeyError)): raise KeyError("x")
---
with pytest.raises(expected_exception=ValueError): raise ValueError
---
with pytest.raises(ValueError, match="a.c"): raise ValueError("xxabcxx")
---
with pytest.raises(ValueError, match="^a.c$"): raise ValueError("xxabcxx")
---
with pytest.raises(ValueError, match="f()"): raise ValueError("f()")
---
with pytest.raises(KeyError, match="^'x'$"): raise KeyError("x")
---
with pytest.raises(ValueError, match="x"): raise KeyError("x")
---
with pytest.raises(ValueError, match="("): raise ValueError("(")
---
with pytest.raises(ValueError, match=re.compile("ABC", re.I)): raise ValueError("abc")
---
with pytest.raises(ValueError, match=re.compile("ABC", re.I)): raise ValueError("xyz")
---
with pytest.raises(match="abc"): raise KeyError("abc")
---
with pytest.raises(match="abc"): raise KeyError("xyz")
---
with pytest.raises(match="abc"): pass
---
with pytest.raises(check=lambda e: e.args == (1,)): raise KeyError(1)
---
with pytest.raises(ValueError, check=lambda e: False): raise ValueError(1)
---
with pytest.raises(ValueError, match="a", check=lambda e: 1 / 0): raise ValueError("b")
---
with pytest.raises(ValueError, match="a", check=lambda e: 1 / 0): raise ValueError("a")
---
with pytest.raises(ValueError, match="note"):
    e = ValueError("x"); e.add_note("a note"); raise e
---
with pytest.raises(ValueError, match=""): raise ValueError("x")
---
with pytest.raises(): pass
---
with pytest.raises(()): pass
---
with pytest.raises(None): pass
---
with pytest.raises(int): pass
---
with pytest.raises(1): pass
---
with pytest.raises(ValueError("instance")): pass
---
with pytest.raises("ValueError"): pass
---
with pytest.raises((ValueError, int)): pass
---
with pytest.raises(ValueError, message="x"): pass
---
with pytest.raises(ExceptionGroup[Exception]): raise ExceptionGroup("x", [ValueError()])
---
with pytest.raises(BaseExceptionGroup[BaseException]): raise ExceptionGroup("x", [ValueError()])
---
with pytest.raises(ExceptionGroup[ValueError]): raise ExceptionGroup("x", [ValueError()])
---
with pytest.raises(list[int]): pass
---
with pytest.raises(BaseException): raise KeyboardInterrupt
---
with pytest.raises(Exception): raise KeyboardInterrupt
---
with pytest.raises(Exception): pytest.fail("not an Exception")
---
with pytest.raises(Exception): pytest.exit("an Exception, though")
---
with pytest.raises(BaseException): pytest.skip("caught")
---
with pytest.raises(pytest.fail.Exception, match="why"): pytest.fail("why")
---
with pytest.raises(pytest.raises.Exception):
    with pytest.raises(ValueError): pass
---
with pytest.raises(SystemExit) as info: raise SystemExit(3)
assert info.value.code == 3
---
pytest.raises(ValueError, int, "x")
---
pytest.raises(ValueError, int, "1")
---
pytest.raises(KeyError, int, "x")
---
pytest.raises(ValueError, int, "z", base=10)
---
pytest.raises(TypeError, int, match="passed on")
---
pytest.raises(ValueError, "code")
---
pytest.raises((), int, "x")
---
assert pytest.raises(ValueError, int, "x").match("invalid literal")
---
pytest.raises(ValueError, int, "x").match("valid only")
---
with pytest.raises(ValueError) as info: raise ValueError("a", 1)
assert info.type is ValueError and info.value.args == ("a", 1) and info.typename == "ValueError"
assert info.errisinstance(ValueError) and info.errisinstance((KeyError, ValueError))
assert not info.errisinstance(KeyError)
assert info.exconly() == "ValueError: ('a', 1)" and info.tb.tb_lineno == 1
assert len(info.traceback) == 1 and info.traceback[0].lineno == 0
---
with pytest.raises(ValueError) as info: info.value
---
with pytest.raises(AssertionError) as info: assert 1 == 2
assert info.exconly() == "AssertionError: assert 1 == 2"
assert info.exconly(tryshort=True) == "assert 1 == 2"
---
with pytest.raises(ValueError) as info: raise ValueError("x")
assert repr(info) == "<ExceptionInfo ValueError('x') tblen=1>"
---
assert repr(pytest.ExceptionInfo.for_later()) == "<ExceptionInfo for raises contextmanager>"
---
assert pytest.RaisesExc(ValueError, match="x").matches(ValueError("x"))
assert not pytest.RaisesExc(ValueError, match="x").matches(ValueError("y"))
assert not pytest.RaisesExc(ValueError).matches(KeyError())
assert not pytest.RaisesExc(ValueError).matches(None)
---
with pytest.RaisesExc(ValueError, match="x"): raise ValueError("y")
---
raise Exception(repr(pytest.RaisesExc((ValueError, KeyError), match="a.b")))
---
raise Exception(repr(pytest.RaisesExc(match=re.compile("a", re.I))))
"""

GROUPS = """
with group(ValueError): raise EG("", [V()])
---
with group(ValueError): raise V()
---
with group(ValueError): pass
---
with group(ValueError): raise EG("", [K()])
---
with group(ValueError): raise EG("", [V(), V()])
---
with group(ValueError, ValueError): raise EG("", [V()])
---
with group(ValueError, KeyError): raise EG("", [K(), V()])
---
with group(ValueError, KeyError): raise EG("", [V(), V()])
---
with group(ValueError, KeyError, OSError): raise EG("", [V(), T(), T()])
---
with group(ValueError): raise EG("", [EG("", [V()])])
---
with group(group(ValueError)): raise EG("", [EG("", [V()])])
---
with group(group(ValueError)): raise EG("", [V()])
---
with group(group(ValueError), KeyError): raise EG("", [K(), EG("", [V()])])
---
with group(ValueError, flatten_subgroups=True): raise EG("", [EG("", [V()])])
---
with group(ValueError, KeyError, flatten_subgroups=True): raise EG("", [K(), EG("", [V()])])
---
with group(ValueError, flatten_subgroups=True): raise V()
---
with group(group(ValueError), flatten_subgroups=True): pass
---
with group(ValueError, allow_unwrapped=True): raise V()
---
with group(ValueError, allow_unwrapped=True): raise EG("", [V()])
---
with group(ValueError, allow_unwrapped=True): raise K()
---
with group(ValueError, allow_unwrapped=True, flatten_subgroups=True): raise EG("", [EG("", [V()])])
---
with group(exc(ValueError, match="x"), allow_unwrapped=True): raise V("x")
---
with group(exc(ValueError, match="x"), allow_unwrapped=True): raise V("y")
---
with group(ValueError, KeyError, allow_unwrapped=True): pass
---
with group(group(ValueError), allow_unwrapped=True): pass
---
with group(ValueError, match="x", allow_unwrapped=True): pass
---
with group(ValueError, check=bool, allow_unwrapped=True): pass
---
with group(ValueError, match="^outer$"): raise EG("outer", [V("inner")])
---
with group(ValueError, match="inner"): raise EG("outer", [V("inner")])
---
with group(ValueError, match="sub-exception"): raise EG("outer", [V()])
---
with group(exc(ValueError, match="inner")): raise EG("outer", [V("inner")])
---
with group(exc(ValueError, match="inner")): raise EG("outer", [V("other")])
---
with group(exc(check=lambda e: e.args == (1,))): raise EG("", [K(1)])
---
with group(ValueError, check=lambda e: e.message == "x"): raise EG("x", [V()])
---
with group(ValueError, check=lambda e: e.args[0] == "x"): raise EG("y", [V("z")])
---
with group(ValueError, check=lambda e: 1 / 0): raise EG("y", [K()])
---
with group(ValueError, exc(ValueError, match="hello")): raise EG("", [V("hello"), V("bye")])
---
with group(exc(ValueError, match="hello"), ValueError): raise EG("", [V("hello"), V("bye")])
---
with group(KeyboardInterrupt): raise BaseExceptionGroup("", [KeyboardInterrupt()])
---
with group(ValueError) as info: raise EG("", [V()])
assert info.type is EG and len(info.value.exceptions) == 1
---
group((ValueError, KeyError))
---
group(1)
---
group(int)
---
group(V())
---
group()
---
raise Exception(group(ValueError, group(KeyError, exc(match="x"))).expected_type())
---
raise Exception(group(KeyboardInterrupt).expected_type())
---
raise Exception(repr(group(ValueError, exc(KeyError), group(V_), flatten_subgroups=False)))
---
raise Exception(repr(group(ValueError, flatten_subgroups=True, match="a")))
---
assert group(ValueError).matches(EG("", [V()])) and not group(ValueError).matches(V())
assert not group(ValueError).matches(None)
---
with pytest.raises(EG) as info: raise EG("", [V("a"), EG("", [K("b")])])
assert info.group_contains(ValueError) and info.group_contains(KeyError)
assert info.group_contains(KeyError, depth=2) and not info.group_contains(KeyError, depth=1)
assert info.group_contains(EG, depth=1) and not info.group_contains(EG, depth=2)
assert info.group_contains(ValueError, match="a") and not info.group_contains(ValueError, match="z")
assert info.group_contains((KeyError, OSError)) and not info.group_contains(OSError)
---
with pytest.raises(EG) as info: raise EG("", [V("a")])
info.group_contains(ValueError, depth=0)
---
with pytest.raises(ValueError) as info: raise V()
info.group_contains(ValueError)
"""

OUTCOMES = """
pytest.fail()
---
pytest.fail("why")
---
pytest.fail(reason="why", pytrace=False)
---
pytest.fail(3)
---
pytest.skip("why")
---
pytest.skip("why", allow_module_level=True)
---
pytest.skip()
---
pytest.xfail("why")
---
pytest.xfail(reason=["no text"])
---
pytest.exit("why", returncode=3)
---
pytest.exit()
---
assert pytest.importorskip("json").dumps([]) == "[]"
---
pytest.importorskip("no_such_module_anywhere")
---
pytest.importorskip("no_such_module_anywhere", reason="not here")
---
pytest.importorskip("not a name")
---
pytest.importorskip("json", minversion="1.0")
---
pytest.importorskip("json", minversion="999")
---
assert issubclass(pytest.xfail.Exception, pytest.fail.Exception)
assert not issubclass(pytest.skip.Exception, Exception)
assert issubclass(pytest.exit.Exception, Exception)
assert repr(pytest.skip.Exception()) == "<Skipped instance>"
assert pytest.exit.Exception("x", 2).returncode == 2 and pytest.fail.Exception("m").msg == "m"
"""


def snippets(text: str) -> list[str]:
    return [snippet.strip() for snippet in text.split("---\n")]


def names(package: object) -> dict[str, object]:
    return {
        "re": re,
        "group": package.RaisesGroup,
        "exc": package.RaisesExc,
        "EG": ExceptionGroup,
        "V": ValueError,
        "K": KeyError,
        "T": TypeError,
        "V_": ValueError,
    }


@pytest.mark.parametrize("snippet", snippets(RAISES) + snippets(GROUPS) + snippets(OUTCOMES))
def test_the_outcome_is_pytests(snippet: str) -> None:
    ours = run_ours(snippet, **names(OURS))
    theirs = run_theirs(snippet, **names(pytest))
    assert ours[0] == theirs[0], (ours, theirs)


# Snippets whose whole text must be pytest's, too; elsewhere ours may be shorter.
SAME_TEXT = [
    "with pytest.raises(ValueError): pass",
    "with pytest.raises((ValueError, KeyError)): pass",
    'with pytest.raises(match="abc"): pass',
    'with pytest.raises(ValueError, match="a.c"): raise ValueError("xyz")',
    'with pytest.raises(ValueError, match="f()"): raise ValueError("f()")',
    'with pytest.raises(ValueError, match=re.compile("ABC", re.I)): raise ValueError("xyz")',
    'with pytest.raises(ValueError, match="("): raise ValueError("(")',
    "with pytest.raises(): pass",
    "with pytest.raises(int): pass",
    'with pytest.raises(ValueError, message="x"): pass',
    'pytest.raises(ValueError, "code")',
    'pytest.raises(ValueError, int, "x").match("valid only")',
    "with group(ValueError): pass",
    "with group(ValueError, group(KeyError)): pass",
    'with group(ValueError): raise ValueError("x")',
    'with group(OSError): raise ValueError("x")',
    'with group(ValueError): raise EG("", [K()])',
    'with group(ValueError): raise EG("", [EG("", [V()])])',
    'with group(exc(ValueError, match="inner")): raise EG("outer", [V("other")])',
    'raise Exception(group(ValueError, group(KeyError, exc(match="x"))).expected_type())',
    'raise Exception(repr(group(ValueError, flatten_subgroups=True, match="a")))',
    'raise Exception(repr(pytest.RaisesExc((ValueError, KeyError), match="a.b")))',
    'pytest.fail("why")',
    'pytest.skip(["no text"])',
    'pytest.importorskip("no_such_module_anywhere")',
    'pytest.importorskip("json", minversion="999")',
]


@pytest.mark.parametrize("snippet", SAME_TEXT)
def test_the_text_is_pytests(snippet: str) -> None:
    assert run_ours(snippet, **names(OURS)) == run_theirs(snippet, **names(pytest))


def test_a_pairing_that_was_missed_is_hinted_at() -> None:
    _, text = run_ours(
        'with group(V, exc(V, match="a")): raise EG("", [V("a"), V("b")])', **names(OURS)
    )
    expected = """
        Raised exception group did not match: 1 matched exception.
        The following expected exceptions did not find a match:
          RaisesExc(ValueError, match='a')
        The following raised exceptions did not find a match:
          ValueError('b'):
            It matches `ValueError`, which took another one
            RaisesExc(ValueError, match='a'): Regex pattern did not match.
          Expected regex: 'a'
          Actual message: 'b'
        There exist a possible match when attempting an exhaustive check"""
    assert text.startswith(textwrap.dedent(expected).strip())


def test_the_error_of_a_mismatch_hides_nothing_behind_it() -> None:
    with pytest.raises(AssertionError) as caught, OURS.raises(ValueError, match="a"):
        raise ValueError("b")
    assert caught.value.__suppress_context__


def test_the_caught_exception_can_be_read_after_it_is_raised_again() -> None:
    with OURS.raises(ValueError) as info:
        raise ValueError("x")
    depth = len(info.traceback)
    with OURS.raises(ValueError):
        raise info.value
    assert len(info.traceback) == depth


def test_a_version_is_read_up_to_its_first_word() -> None:
    import json

    json.__version__ = "2.10.0rc1"
    try:
        assert outcome(lambda: OURS.importorskip("json", "2.9"))[0] == "passed"
        assert outcome(lambda: OURS.importorskip("json", "2.11"))[0] == "Skipped"
    finally:
        json.__version__ = "2.0.9"
