"""The judge's view of a file of cases: load it, list its cases, run one of them.

`load` only compiles, so that a question's image can be frozen after it. The first `collect` or `run` executes the module,
which imports the answer; `run` collects no more than the function it was asked for. A session runs one case: module state
isn't rebuilt in between, every case gets its own fork of the image.
"""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass, field
from types import CodeType, ModuleType
from typing import Any

from . import builtin, mirror
from .case import Case
from .collect import BadCase, Collector
from .hooks import Hooks
from .outcomes import Skipped
from .outline import Outline, outline
from .report import capped, comparison, described, message, threads_left, verdict
from .rewrite import compile_cases
from .run import is_a, run_case


class CollectError(Exception):
    """The module can't be executed or a case can't be collected: `text` is for people, `exception` what was raised."""

    def __init__(self, text: str, exception: BaseException) -> None:
        super().__init__(text)
        self.text = text
        self.exception = exception


class UnknownCase(LookupError):
    """`run` was asked for an id that collecting doesn't give."""


@dataclass
class Item:
    """One case. `id` is the node id without the file, `function` the id without the bracket."""

    id: str
    function: str
    title: str
    sample: bool
    points: float
    requires: list[str]
    schedules: int | None
    line: int

    def to_json(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass
class Result:
    """What one case came to: `outcome` in pytest's words, `verdict` in ours."""

    outcome: str
    verdict: str
    message: str = ""
    comparison: dict[str, str] | None = None
    exception: str | None = None
    sections: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return dict(vars(self))


class Session:
    """One file of cases against one answer."""

    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks
        self._code: CodeType | None = None
        self.syntax_error: SyntaxError | ValueError | None = None
        self._outline: list[Outline] = []
        self._lines: list[str] = []
        self._filename = "cases.py"
        self._module_name = "cases"
        self._module: ModuleType | None = None
        self._collector: Collector | None = None
        #: What `collect` found: parametrizing anew may give something else (a generator is used up).
        self._cases: dict[str, Case] = {}

    def load(self, source: str, filename: str = "cases.py", module: str = "cases") -> None:
        """Compile; a syntax error is reported by `collect`."""
        self._filename = filename
        self._module_name = module
        self._lines = source.splitlines()
        try:
            tree = ast.parse(source, filename)
            self._outline = outline(tree)
            self._code = compile_cases(source, filename)
        except (SyntaxError, ValueError) as error:
            self.syntax_error = error
            return
        mirror.prepare(tree)

    def outline(self) -> list[Outline]:
        """The test functions as written, without executing anything."""
        return self._outline

    def collect(self) -> list[Item]:
        """Every case in the order of definition. Raises CollectError."""
        collector = self._executed()
        if collector is None:
            return []
        try:
            self._cases = {case.nodeid: case for case in collector.all()}
            return [_item(case) for case in self._cases.values()]
        except BaseException as error:
            raise self._collect_error(error) from error

    def run(self, item_id: str) -> Result:
        """Run one case with all its fixtures. Raises CollectError and UnknownCase, never what the case raises."""
        case = self._find(item_id)
        with mirror.active(self._hooks):
            ran = run_case(case, self._collector.registry, self._hooks)
        stdout, stderr = self._hooks.take_output()
        sections = {name: text for name, text in (("stdout", stdout), ("stderr", stderr)) if text}
        sections.update(case.sections)
        left = self._hooks.unfinished_threads() if ran.outcome == "passed" else []
        if left:
            return Result("error", "error", threads_left(left), sections=sections)
        if ran.outcome == "passed":
            return Result("passed", "passed", sections=sections)
        error = ran.exceptions[0][1] if ran.exceptions else None
        return Result(
            ran.outcome,
            verdict(ran),
            message(ran, self._filename, self._lines, self._hooks),
            None if error is None else comparison(error),
            None if error is None else type(error).__name__,
            sections,
        )

    def _find(self, item_id: str) -> Case:
        if item_id in self._cases:
            return self._cases[item_id]
        collector = self._executed()
        if collector is not None:
            try:
                found = collector.of(item_id.partition("[")[0])
            except BaseException as error:
                raise self._collect_error(error) from error
            for case in found:
                if case.nodeid == item_id:
                    return case
        raise UnknownCase(f"{self._filename} has no case {item_id!r}")

    def _executed(self) -> Collector | None:
        """The collector of the executed module; None if the module asked to be skipped whole."""
        if self._collector is not None:
            return self._collector
        if self.syntax_error is not None:
            raise self._collect_error(self.syntax_error)
        if self._code is None:
            raise RuntimeError("load() comes before collect() and run()")
        if self._module is not None:
            return None
        module = self._module = ModuleType(self._module_name)
        module.__file__ = self._filename
        sys.modules[self._module_name] = module
        try:
            exec(self._code, module.__dict__)  # noqa: S102 - the author's cases
            self._collector = Collector(module, builtin.layer(), self._hooks.is_remote)
        except BaseException as error:
            if is_a(error, Skipped) and getattr(error, "allow_module_level", False):
                return None
            self._module = None
            raise self._collect_error(error) from error
        return self._collector

    def _collect_error(self, error: BaseException) -> CollectError:
        if is_a(error, BadCase):
            return CollectError(f"{self._filename}: {error}", error.__cause__ or error)
        if error is self.syntax_error:
            line = getattr(error, "lineno", None)
            return CollectError(
                f"{self._filename}:{line or 1}: {type(error).__name__}: {error}", error
            )
        number = 0
        traceback = error.__traceback__
        while traceback is not None:
            if traceback.tb_frame.f_code.co_filename == self._filename:
                number = traceback.tb_lineno
            traceback = traceback.tb_next
        where = f"{self._filename}:{number}: " if number else f"{self._filename}: "
        source = (
            f"\n    {self._lines[number - 1].strip()}" if 0 < number <= len(self._lines) else ""
        )
        trace = self._hooks.trace(error)
        answer = "\nIn the answer:\n" + "\n".join(trace) if trace else ""
        return CollectError(capped(where + described(error) + source + answer), error)


def _item(case: Case) -> Item:
    title = sample = points = schedules = None
    requires: list[str] = []
    for mark in case.marks:
        if mark.name == "title" and mark.args and title is None:
            title = str(mark.args[0])
        elif mark.name == "sample":
            sample = True
        elif mark.name == "points" and mark.args and points is None:
            points = mark.args[0]
        elif mark.name == "schedules" and mark.args and schedules is None:
            schedules = _number_of_schedules(mark.args[0])
        elif mark.name == "requires":
            requires.extend(str(name) for name in mark.args)
    text = (getattr(case.function, "__doc__", None) or "").strip()
    if text:
        title = text.splitlines()[0].strip()
    code = getattr(getattr(case.function, "__func__", case.function), "__code__", None)
    return Item(
        case.nodeid,
        case.function_id,
        title or case.function_id,
        sample is True,
        1 if points is None else points,
        requires,
        schedules,
        0 if code is None else code.co_firstlineno,
    )


def _number_of_schedules(asked: object) -> int:
    if type(asked) is not int or asked < 1:
        raise BadCase(f"pytest.mark.schedules takes a number of schedules, at least 1, not {asked!r}")
    return asked
