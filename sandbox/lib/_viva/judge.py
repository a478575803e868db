"""The judge's role: holds the cases, reaches the answer through the boundary, and tells the host what came of each case."""

import ast
import builtins
import functools
import importlib
import json
import random
import sys
import traceback
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import _viva_host
import _viva_threads
from _viva import blame, link
from _viva.boundary import inspection, proxies
from _viva.sources import module_name, remember, sources
from pytest.session import CollectError, Result, Session

session: Any = None
finder: Any = None
threads: dict[str, Any] = {}  # functions of the answer's `_viva_threads`; none if its source mentions no threads
text = ""  # of the cases
_PASSED = Result("passed", "passed")
PASSED = json.dumps(_PASSED.to_json()).encode()


class Hooks:
    """What the case runner needs from the world around it."""

    def take_output(self) -> tuple[str, str]:
        sys.stdout.flush()
        sys.stderr.flush()
        return tuple(_viva_host.printed(fd).decode("utf-8", "replace") for fd in (1, 2))

    def remote(self, name: str) -> Any:
        return link.side.import_(name)

    def is_remote(self, value: object) -> bool:
        return link.side.owns(value)

    def trace(self, exception: BaseException) -> list[str] | None:
        return link.side.trace(exception)

    def sticky(self) -> BaseException | None:
        return link.side.sticky

    def raised_in_threads(self) -> list[tuple[str, str]]:
        found = list(_viva_threads.raised())
        told = _asked_threads("raised")
        found += [pair for pair in told if type(pair) is tuple and [*map(type, pair)] == [str, str]]
        return [(_printable(name), _printable(text)) for name, text in found]

    def unfinished_threads(self) -> list[str]:
        return [
            *(f"of the answer: {_printable(line)}" for line in _asked_threads("unfinished") if type(line) is str),
            *(f"of the case: {line}" for line in _viva_threads.unfinished()),
        ]

    def tmp_root(self) -> str:
        return "/tmp"


def _asked_threads(what: str) -> tuple[Any, ...]:
    """What the answer's `_viva_threads` tells, which the answer may have replaced: a tuple, of anything."""
    if not threads:
        return ()
    try:
        told = threads[what]()
    except BaseException:  # noqa: BLE001 - whatever that was, the case's verdict is known
        return ()
    return told if type(told) is tuple else ()


def _printable(text: str) -> str:
    text = text[:2_000]
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in text)


class AnswerFinder:
    """`import answer`, the answer under its file's name, and `from answer_side import x` give the answer instance's modules.

    Tests of a candidate's have the module that they test, `tested`, and nothing else of that instance.
    """

    def __init__(self, names: set[str], star: bool, tested: bool) -> None:
        self._names = names
        self._star = star
        self._all = not tested
        self.main = next(iter(names)) if tested else "answer"

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name in self._names or self._all and (name == "answer_side" or name.startswith("answer_side.")):
            return ModuleSpec(name, self, is_package=name == "answer_side")
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        if spec.name == "answer_side":
            return None
        name = spec.name.removeprefix("answer_side.")
        return link.side.import_(self.main if name in self._names else name)

    def found(self, answer: ModuleType) -> None:
        """The answer is loaded: importing it takes nothing more."""
        if not self._star:
            sys.modules.update(dict.fromkeys(self._names, answer))

    def exec_module(self, module: ModuleType) -> None:
        if module.__name__ == "answer_side":
            module.__getattr__ = lambda name: importlib.import_module(f"answer_side.{name}")
        elif self._star:
            _fill(module)


def _fill(module: ModuleType) -> None:
    """`from answer import *` reads the module's dictionary itself, past the proxy, so what it may take is put there.

    Neither modules nor what has a builtin's name: a case's `json` and `len` stay its own.
    """
    held = vars(module)
    listed = held.get("__all__")
    names = listed if type(listed) in (list, tuple) else [name for name in held if type(name) is str and name[:1] != "_"]
    found = {
        name: held[name]
        for name in names
        if type(name) is str and name in held and not hasattr(builtins, name) and not isinstance(held[name], ModuleType)
    }
    object.__getattribute__(module, "__dict__").update(found, __all__=list(found))


def _has_star(text: str) -> bool:
    """Whether the cases, which may not even parse, import everything from some module."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return False
    return any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in tree.body)


def prepare(cases: dict[str, str], support: list[dict[str, str]], answer: str, tested: bool = False) -> dict[str, Any]:
    """Compiles the cases; the image made after this serves every answer. `answer` is the file name of the answers to come.

    `tested`: the cases are a candidate's tests, and the answers what they test, imported under that file's name alone.
    """
    global session, text, finder
    sources.add_files(support)
    sources.own.add(cases["name"])
    remember(cases["name"], cases["text"])
    names = {module_name(answer)} if tested else {"answer", module_name(answer)}
    for name in names:
        sys.modules.pop(name, None)
    finder = AnswerFinder(names, _has_star(cases["text"]), tested)
    sys.meta_path.insert(0, finder)
    side = link.join(trusted=True)
    side.authored = {*names, module_name(cases["name"]), *(module_name(file["name"]) for file in support)}
    side.contexts.used = any("contextvars" in text for text in (cases["text"], *(file["text"] for file in support)))
    if tested:
        inspection.see_flags(side)
        proxies.way_out = f": tests use the classes of {finder.main!r} as they are"
    _guard_unittest()
    session = Session(Hooks())
    text = cases["text"]
    session.load(cases["text"], cases["name"], module_name(cases["name"]))
    if session.syntax_error is not None:
        return {"error": "".join(traceback.format_exception_only(session.syntax_error)).rstrip()}
    outline = [entry.to_json() for entry in session.outline()]
    return {"outline": [{"id": entry["function"], **entry} for entry in outline]}


def collect(seed: int, may_have_threads: bool, tested: bool = False) -> dict[str, Any]:
    """Loads the answer, then executes the cases' module."""
    global threads
    random.seed(seed)
    try:
        answer = link.side.import_(finder.main)
    except BaseException as error:
        if tested:
            return {"unusable": "".join(traceback.format_exception_only(error)).rstrip()}
        # No case has run yet, so nothing of the cases can be in this.
        return {"error": blame.loading(error, link.side.trace(error))}
    finder.found(answer)
    threads = _remote_threads() if may_have_threads else {}
    try:
        return {"items": [item.to_json() for item in session.collect()]}
    except CollectError as error:
        if tested:
            # The text is the candidate's own.
            return {"error": error.text}
        foreign = link.side.owns(type(error.exception))
        return {"error": blame.collecting(error.exception, answer, text, foreign)}


def _remote_threads() -> dict[str, Any]:
    try:
        remote = link.side.import_("_viva_threads")
        return {"raised": remote.raised, "unfinished": remote.unfinished}
    except BaseException:  # noqa: BLE001 - the answer has replaced it
        return {}


def run(id: str, seed: int) -> dict[str, Any] | bytes:
    """Runs one case as if it ran alone."""
    random.seed(seed)
    result = session.run(id)
    # What most cases come to is said without the work of encoding it.
    return PASSED if result == _PASSED else result.to_json()


def _guard_unittest() -> None:
    """`assertAlmostEqual` computes with what it is given: an object of the answer's that isn't a number must not get that far."""
    from unittest import TestCase

    def numbers_only(check: Any) -> Any:
        @functools.wraps(check)
        def guarded(self: TestCase, first: Any, second: Any, *args: Any, **kwargs: Any) -> None:
            for value in (first, second):
                if link.side.owns(value) and not isinstance(value, _COMPUTES):
                    self.fail(f"{value!r} is no number")
            check(self, first, second, *args, **kwargs)

        return guarded

    for name in ("assertAlmostEqual", "assertNotAlmostEqual"):
        setattr(TestCase, name, numbers_only(getattr(TestCase, name)))


_COMPUTES = (int, float, complex, Decimal, Fraction, date, time, timedelta)
