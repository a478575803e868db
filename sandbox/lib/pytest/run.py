"""Running one case: setup, call, teardown, and what they come to together.

A passing plain function takes none of the machinery: no fixtures, no marks to weigh, no finalizers.
"""

from __future__ import annotations

import warnings
from typing import Any

from . import unit
from .case import Case
from .conditions import Expected, expected_failure, skip_reason
from .fixtures import Registry
from .hooks import Hooks
from .outcomes import Failed, Skipped, UsageError, XFailed
from .setup import Setup
from .warnings_ import PytestUnhandledThreadExceptionWarning

# Marks that change how a case runs; all others only describe it.
_WEIGHED = frozenset(("skip", "skipif", "xfail", "filterwarnings"))


class Ran:
    """What became of a case. `outcome` is pytest's word; `exceptions` are those to tell about, with the phase of each."""

    __slots__ = ("exceptions", "outcome", "raised_in_threads", "reason", "strict")

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome
        self.exceptions: list[tuple[str, BaseException]] = []
        self.reason: str | None = None
        self.strict = False
        self.raised_in_threads: list[tuple[str, str]] = []


def run_case(case: Case, registry: Registry, hooks: Hooks) -> Ran:
    """Run the case as if it were the only one."""
    if _is_plain(case):
        return _run_plain(case, hooks)
    return _Run(case, registry, hooks).run()


def _is_plain(case: Case) -> bool:
    if case.unit or case.asynchronous:
        return False
    variant = case.variant
    if variant is None:
        if case.fixturenames:
            return False
    elif variant.empty is not None or any(name not in variant.direct for name in case.fixturenames):
        return False
    return all(mark.name not in _WEIGHED for mark in case.marks)


def _run_plain(case: Case, hooks: Hooks) -> Ran:
    error: BaseException | None = None
    try:
        arguments = (
            {}
            if case.variant is None
            else {name: case.variant.direct[name] for name in case.argnames}
        )
        if case.classes:
            getattr(case.classes[-1](), case.originalname)(**arguments)
        else:
            case.function(**arguments)
    except BaseException as raised:  # noqa: BLE001 - a case must never end the runner
        error = raised
    sticky = hooks.sticky()
    if error is None and sticky is None:
        return Ran("passed")
    ran = Ran("passed")
    _weigh(ran, "call", error if sticky is None else sticky, None)
    ran.raised_in_threads = hooks.raised_in_threads()
    return ran


class _Run:
    """One run of a case that needs more than a call."""

    def __init__(self, case: Case, registry: Registry, hooks: Hooks) -> None:
        self._case = case
        self._hooks = hooks
        self._setup = Setup(case, registry, hooks)
        self._expected: Expected | None = None
        self._arguments: dict[str, Any] = {}
        self._has_filters = False
        self._raised_in_threads: list[tuple[str, str]] = []

    def run(self) -> Ran:
        filters = [mark for mark in self._case.marks if mark.name == "filterwarnings"]
        if not filters:
            return self._phases()
        from .filters import filtered

        self._has_filters = True
        try:
            with filtered(filters, self._hooks):
                return self._phases()
        except UsageError as error:
            ran = Ran("error")
            ran.exceptions.append(("setup", error))
            return ran

    def _phases(self) -> Ran:
        ran = Ran("passed")
        error = self._guarded(self._set_up)
        if error is not None:
            _weigh(ran, "setup", error, self._expected)
        else:
            error = self._guarded(self._call)
            if error is None:
                error = self._guarded(self._warn_of_threads)
            failed_subtests = self._setup.failed_subtests
            sticky = self._hooks.sticky()
            if sticky is not None:
                error = sticky
            # A mark may have been added while the case ran.
            self._expected = expected_failure(self._case.marks, vars(self._case.module))
            if error is not None or not failed_subtests or self._expected is not None:
                _weigh(ran, "call", error, self._expected)
            if failed_subtests and self._expected is None and ran.outcome != "failed":
                ran.outcome = "failed"
                ran.exceptions = [("call", one) for one in failed_subtests]
        for error in (*self._setup.tear_down(), self._guarded(self._warn_of_threads)):
            if error is not None:
                _weigh(ran, "teardown", error, self._expected)
        if ran.outcome not in ("failed", "error"):
            sticky = self._hooks.sticky()
            if sticky is not None and not any(sticky is one for _, one in ran.exceptions):
                _weigh(ran, "teardown", sticky, None)
        if ran.outcome in ("failed", "error"):
            told = any(is_a(error, PytestUnhandledThreadExceptionWarning) for _, error in ran.exceptions)
            ran.raised_in_threads = [*([] if told else self._raised_in_threads), *self._hooks.raised_in_threads()]
        return ran

    def _warn_of_threads(self) -> None:
        """What a thread raised is a warning, which a filter may turn into a failure; without filters it is told of, no more."""
        if not self._has_filters:
            return
        new = self._hooks.raised_in_threads()
        self._raised_in_threads += new
        for name, text in new:
            warning = PytestUnhandledThreadExceptionWarning(f"Exception in thread {name}\n\n{text}")
            warnings.warn(warning, stacklevel=1)

    def _set_up(self) -> None:
        case = self._case
        if case.variant is not None and case.variant.empty is not None:
            raise Skipped(case.variant.empty)
        namespace = vars(case.module)
        reason = skip_reason(case.marks, namespace)
        if reason is None and case.unit:
            reason = unit.skip_reason(case.cls, case.function)
        if reason is not None:
            raise Skipped(reason)
        self._expected = expected_failure(case.marks, namespace)
        if self._expected is not None and not self._expected.run:
            raise XFailed(f"[NOTRUN] {self._expected.reason}")
        if case.classes:
            case.instance = case.cls(case.originalname) if case.unit else case.cls()
        self._arguments = self._setup.fill()

    def _call(self) -> None:
        case = self._case
        if case.unit:
            unit.run(case.instance, self._setup.failed_subtests)
            return
        function = (
            case.function if case.instance is None else getattr(case.instance, case.originalname)
        )
        if case.asynchronous:
            self._setup.run_async(function(**self._arguments))
        else:
            function(**self._arguments)

    @staticmethod
    def _guarded(phase: Any) -> BaseException | None:
        try:
            phase()
        except BaseException as error:  # noqa: BLE001 - a case must never end the runner
            return error
        return None


def _weigh(ran: Ran, when: str, error: BaseException | None, expected: Expected | None) -> None:
    """Add one phase to what the phases before it came to."""
    outcome, reason = _phase_outcome(when, error, expected)
    if when == "teardown" and ran.outcome in ("failed", "error"):
        # A failing teardown adds its story, not another outcome.
        if outcome == "error":
            ran.exceptions.append((when, error))
        return
    ran.outcome = outcome
    ran.reason = reason
    if outcome in ("failed", "error"):
        if error is None:
            ran.strict = True
        else:
            ran.exceptions.append((when, error))


def _phase_outcome(
    when: str, error: BaseException | None, expected: Expected | None
) -> tuple[str, str | None]:
    if error is None:
        if expected is None:
            return "passed", None
        return ("failed" if expected.strict else "xpassed"), expected.reason
    if is_a(error, XFailed):
        return "xfailed", str(error)
    if is_skip(error):
        return "skipped", str(error)
    if expected is not None and (expected.raises is None or _matches(error, expected.raises)):
        return "xfailed", expected.reason
    return ("failed" if when == "call" else "error"), None


def _matches(error: BaseException, raises: Any) -> bool:
    if isinstance(raises, (type, tuple)):
        return isinstance(error, raises)
    return raises.matches(error)  # RaisesExc or RaisesGroup


def is_a(error: BaseException, cls: type) -> bool:
    """By the real type: an exception object may claim another `__class__`."""
    return issubclass(type(error), cls)


def is_skip(error: BaseException) -> bool:
    if is_a(error, Skipped):
        return True
    import sys

    unittest = sys.modules.get("unittest.case")
    return unittest is not None and is_a(error, unittest.SkipTest)


def is_failure(error: BaseException) -> bool:
    """A failed check, as opposed to anything else that was raised."""
    return is_a(error, AssertionError) or is_a(error, Failed)
