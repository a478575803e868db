"""`warns` and its recorder, run beside the real pytest on the same snippets."""

from __future__ import annotations

import warnings

import pytest
from conftest import OURS, run_ours, run_theirs

WARNS = """
with pytest.warns(UserWarning): warn("x")
---
with pytest.warns(UserWarning): pass
---
with pytest.warns(): warn("x", RuntimeWarning)
---
with pytest.warns(): pass
---
with pytest.warns(RuntimeWarning): warn("x")
---
with pytest.warns((RuntimeWarning, UserWarning)): warn("x")
---
with pytest.warns(Warning): warn("x", FutureWarning)
---
with pytest.warns(UserWarning, match="a.c"): warn("xabcx")
---
with pytest.warns(UserWarning, match="a.c"): warn("xyz")
---
with pytest.warns(UserWarning, match="f()"): warn("f()")
---
with pytest.warns(UserWarning, match="abc"): warn("abc", RuntimeWarning)
---
with pytest.warns(UserWarning, match="abc"):
    warn("xyz"); warn("abc")
---
with pytest.warns(UserWarning) as seen:
    warn("a"); warn("b", RuntimeWarning)
---
with pytest.warns(RuntimeWarning):
    with pytest.warns(UserWarning) as seen:
        warn("a"); warn("b", RuntimeWarning)
assert [str(w.message) for w in seen] == ["a", "b"] and len(seen) == 2
assert seen[0].category is UserWarning and seen.list[1].category is RuntimeWarning
---
with pytest.warns(UserWarning):
    with pytest.warns(UserWarning, match="x"): warn("y")
---
with pytest.warns(UserWarning):
    with pytest.warns(RuntimeWarning): warn("re-emitted")
---
with pytest.warns(UserWarning): raise ValueError("x")
---
with pytest.warns(UserWarning): pytest.skip("goes through")
---
with pytest.warns(UserWarning): pytest.exit("goes through")
---
with pytest.warns(UserWarning):
    warn("x"); raise KeyError("after the warning")
---
with pytest.warns(UserWarning): warn(1)
---
with pytest.warns(UserWarning): warn(UserWarning())
---
pytest.warns(int)
---
pytest.warns("UserWarning")
---
pytest.warns((UserWarning, int))
---
pytest.warns(UserWarning, message="x")
---
pytest.warns(UserWarning, "code")
---
assert pytest.warns(UserWarning, lambda a, b: (warn("x"), a + b)[1], 1, b=2) == 3
---
pytest.warns(UserWarning, lambda: None)
---
with pytest.deprecated_call(): warn("x", DeprecationWarning)
---
with pytest.deprecated_call(): warn("x", PendingDeprecationWarning)
---
with pytest.deprecated_call(): warn("x", FutureWarning)
---
with pytest.deprecated_call(): warn("x")
---
with pytest.deprecated_call(match="y"): warn("x", DeprecationWarning)
---
assert pytest.deprecated_call(lambda: (warn("x", DeprecationWarning), 3)[1]) == 3
---
pytest.deprecated_call(lambda: None)
---
recorder = pytest.warns(UserWarning)
with recorder: warn("x")
with recorder: warn("y")
assert str(recorder.pop().message) == "y" and len(recorder) == 0
---
recorder = pytest.warns(UserWarning)
with recorder:
    with recorder: pass
---
pytest.warns(UserWarning).__exit__(None, None, None)
---
with pytest.warns(Warning) as seen:
    warn("a", FutureWarning); warn("b", Child); warn("c", UserWarning)
assert str(seen.pop(UserWarning).message) == "c"
assert str(seen.pop(UserWarning).message) == "b"
seen.pop(UserWarning)
---
with pytest.warns(Warning) as seen: warn("a")
seen.clear()
assert len(seen) == 0 and list(seen) == []
"""


class Child(UserWarning):
    pass


def names() -> dict[str, object]:
    return {"warn": warnings.warn, "Child": Child}


@pytest.mark.parametrize("snippet", [part.strip() for part in WARNS.split("---\n")])
def test_the_outcome_is_pytests(snippet: str) -> None:
    ours, theirs = run_ours(snippet, **names()), run_theirs(snippet, **names())
    assert ours[0] == theirs[0], (ours, theirs)


@pytest.mark.parametrize(
    "snippet",
    [
        "with pytest.warns(UserWarning): pass",
        'with pytest.warns(RuntimeWarning): warn("x")',
        'with pytest.warns(UserWarning, match="a.c"): warn("xyz")',
        'with pytest.warns(UserWarning, match="f()"): warn("f()")',
        "pytest.warns(int)",
        'pytest.warns(UserWarning, message="x")',
        "with pytest.warns(UserWarning): warn(1)",
    ],
)
def test_the_text_is_pytests(snippet: str) -> None:
    assert run_ours(snippet, **names()) == run_theirs(snippet, **names())


def test_filters_are_put_back() -> None:
    before = list(warnings.filters)
    with OURS.warns(UserWarning):
        warnings.warn("x", stacklevel=1)
    assert warnings.filters == before


def test_the_recorder_records() -> None:
    with OURS.WarningsRecorder() as recorder:
        warnings.warn("x", stacklevel=1)
        warnings.warn("x", stacklevel=1)
    assert [str(warning.message) for warning in recorder] == ["x", "x"]
    with pytest.raises(AssertionError, match="not found in warning list"):
        recorder.pop(RuntimeWarning)
