"""Loads our package under the name `viva_pytest`, beside the real pytest that runs the tests.

Only the modules are loaded, each on its own: the package's `__init__` is not what is tested here.
"""

from __future__ import annotations

import importlib
import sys
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from _pytest.assertion.rewrite import rewrite_asserts

LIB = Path(__file__).parents[3] / "sandbox" / "lib"

# Last, so that the real pytest stays the one that is imported.
if str(LIB) not in sys.path:
    sys.path.append(str(LIB))

if "viva_pytest" not in sys.modules:
    package = types.ModuleType("viva_pytest")
    package.__path__ = [str(LIB / "pytest")]
    sys.modules["viva_pytest"] = package

_MODULES = ("approx_", "raises_", "warns_", "rewrite", "warning_types")


def names_of(module: str) -> dict[str, object]:
    """The public names of one of our modules."""
    loaded = importlib.import_module(f"viva_pytest.{module}")
    return {name: value for name, value in vars(loaded).items() if not name.startswith("__")}


OURS = SimpleNamespace()
for module in _MODULES:
    vars(OURS).update(names_of(module))


@pytest.fixture(scope="session")
def ours() -> SimpleNamespace:
    """What `import pytest` gives to a case."""
    return OURS


def outcome(call: Callable[[], object]) -> tuple[str, str]:
    """The class name and text of what `call` raises, or "passed" and its result."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return "passed", str(call())
        except BaseException as error:
            return type(error).__name__, str(error)


def compile_theirs(source: str, filename: str) -> types.CodeType:
    """`compile_cases` as the real pytest does it."""
    import ast

    tree = ast.parse(source, filename)
    rewrite_asserts(tree, source.encode(), filename)
    return compile(tree, filename, "exec", dont_inherit=True)


def run_ours(source: str, **names: object) -> tuple[str, str]:
    """The outcome of a module whose asserts were rewritten by us."""
    code = OURS.compile_cases(source, "cases.py")
    return outcome(lambda: exec(code, {"pytest": OURS, "__name__": "cases", **names}))


def run_theirs(source: str, **names: object) -> tuple[str, str]:
    """The same with the real pytest."""
    code = compile_theirs(source, "cases.py")
    return outcome(lambda: exec(code, {"pytest": pytest, "__name__": "cases", **names}))
