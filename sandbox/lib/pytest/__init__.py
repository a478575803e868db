"""What `import pytest` gives to cases: our own implementation of the part of pytest that a case can use.

It is made for one case a process, in an interpreter several times slower than CPython. What only some cases need (unittest,
asyncio, logging, mock) is imported when one does. The runner's side is `pytest.session`.
"""

from __future__ import annotations

from .approx_ import approx
from .fixtures import fixture
from .marks import HIDDEN_PARAM, Mark, MarkDecorator, MarkGenerator, mark, param
from .outcomes import UsageError, exit, fail, importorskip, skip, xfail
from .raises_ import ExceptionInfo, RaisesExc, RaisesGroup, raises
from .setup import FixtureLookupError, FixtureRequest
from .warning_types import PytestAssertRewriteWarning, PytestWarning
from .warnings_ import (
    PytestCollectionWarning,
    PytestDeprecationWarning,
    PytestUnhandledThreadExceptionWarning,
    PytestUnknownMarkWarning,
    PytestUnraisableExceptionWarning,
)
from .warns_ import WarningsRecorder, deprecated_call, warns

__version__ = "9.2.0"
version_tuple = (9, 2, 0)

__all__ = [
    "HIDDEN_PARAM",
    "CaptureFixture",
    "Config",
    "ExceptionInfo",
    "FixtureLookupError",
    "FixtureRequest",
    "LogCaptureFixture",
    "Mark",
    "MarkDecorator",
    "MarkGenerator",
    "MonkeyPatch",
    "PytestAssertRewriteWarning",
    "PytestCollectionWarning",
    "PytestDeprecationWarning",
    "PytestUnhandledThreadExceptionWarning",
    "PytestUnknownMarkWarning",
    "PytestUnraisableExceptionWarning",
    "PytestWarning",
    "RaisesExc",
    "RaisesGroup",
    "Subtests",
    "TempPathFactory",
    "UsageError",
    "WarningsRecorder",
    "approx",
    "deprecated_call",
    "exit",
    "fail",
    "fixture",
    "importorskip",
    "mark",
    "param",
    "raises",
    "skip",
    "warns",
    "xfail",
]

# Classes that cases only name in annotations, or make themselves now and then.
_LAZY = {
    "CaptureFixture": "capture",
    "Config": "config",
    "LogCaptureFixture": "logs",
    "MonkeyPatch": "monkeypatch",
    "Subtests": "subtests",
    "TempPathFactory": "tmp",
}


def __getattr__(name: str) -> object:
    module = _LAZY.get(name)
    if module is None:
        raise AttributeError(f"module 'pytest' has no attribute {name!r}")
    value = getattr(__import__(f"{__name__}.{module}", fromlist=[name]), name)
    globals()[name] = value
    return value
