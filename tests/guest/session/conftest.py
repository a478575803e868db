"""Runs case sources by our package, which takes the name `pytest` only while it works.

These tests themselves run under the real pytest, so both packages live in one process and take turns in `sys.modules`.
"""

from __future__ import annotations

import importlib
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

LIB = Path(__file__).resolve().parents[3] / "sandbox" / "lib"

_ours: dict[str, ModuleType] = {}


def _named_pytest() -> dict[str, ModuleType]:
    return {
        name: module for name, module in sys.modules.items() if name.partition(".")[0] == "pytest"
    }


def _replace(modules: dict[str, ModuleType]) -> None:
    for name in _named_pytest():
        del sys.modules[name]
    sys.modules.update(modules)


@contextmanager
def our_pytest() -> Iterator[None]:
    """`import pytest` means our package in here."""
    real = _named_pytest()
    _replace(_ours)
    sys.path.insert(0, str(LIB))
    try:
        yield
    finally:
        sys.path.remove(str(LIB))
        _ours.update(_named_pytest())
        _replace(real)


def ours(module: str) -> ModuleType:
    """One module of our package, `ours("session")`."""
    with our_pytest():
        return importlib.import_module(f"pytest.{module}")


class Cases:
    """A loaded file of cases."""

    def __init__(self, source: str, hooks: Any) -> None:
        self.hooks = hooks
        with our_pytest():
            self.session = ours("session").Session(hooks)
            self.session.load(textwrap.dedent(source))

    def collect(self) -> list[Any]:
        with our_pytest():
            return self.session.collect()

    def run(self, item_id: str) -> Any:
        with our_pytest(), self.hooks:
            return self.session.run(item_id)

    def outcomes(self) -> dict[str, str]:
        return {item.id: self.run(item.id).outcome for item in self.collect()}


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Callable[..., Cases]]:
    """`cases(source, hooks=None)`: the default hooks are those for one process."""

    def load(source: str, hooks: Any = None) -> Cases:
        return Cases(source, hooks or ours("hooks").LocalHooks(str(tmp_path)))

    before = sys.modules.get("cases")
    yield load
    sys.modules.pop("cases", None)
    if before is not None:
        sys.modules["cases"] = before
