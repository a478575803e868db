"""Running one method of a `unittest.TestCase`: the standard library runs it, this only writes down what became of it."""

from __future__ import annotations

from typing import Any

from . import mirror
from .outcomes import Failed, Skipped, XFailed


class Record:
    """The result object that `TestCase.run` reports to."""

    # What unittest looks for in a result.
    failfast = False
    shouldStop = False
    buffer = False
    tb_locals = False

    def __init__(self, case: Any) -> None:
        self._case = case
        self.errors: list[BaseException] = []
        self.failed_subtests: list[BaseException] = []
        self.skipped: str | None = None
        self.expected: BaseException | None = None
        self.unexpected = False
        self.testsRun = 0
        self.collectedDurations: list[Any] = []

    def startTest(self, test: Any) -> None:
        self.testsRun += 1

    def stopTest(self, test: Any) -> None:
        pass

    def addSuccess(self, test: Any) -> None:
        pass

    def addDuration(self, test: Any, elapsed: float) -> None:
        pass

    def addError(self, test: Any, info: Any) -> None:
        self.errors.append(info[1])

    addFailure = addError

    def addSkip(self, test: Any, reason: str) -> None:
        # A skipped subTest doesn't skip the case.
        if test is self._case:
            self.skipped = reason

    def addExpectedFailure(self, test: Any, info: Any) -> None:
        self.expected = info[1]

    def addUnexpectedSuccess(self, test: Any) -> None:
        self.unexpected = True

    def addSubTest(self, test: Any, subtest: Any, info: Any) -> None:
        if info is not None:
            info[1].add_note(f"in subtest {_described(subtest)}")
            self.failed_subtests.append(info[1])

    def stop(self) -> None:
        pass


def _described(subtest: Any) -> str:
    """`[message] (key=value)`, as unittest writes it."""
    try:
        return subtest._subDescription()
    except Exception:  # noqa: BLE001 - a repr of the answer's
        return "(parameters without a repr)"


def skip_reason(case: type, method: Any) -> str | None:
    """What `@unittest.skip` on the method or its class says."""
    for target in (method, case):
        if getattr(target, "__unittest_skip__", False):
            return getattr(target, "__unittest_skip_why__", "")
    return None


def run(instance: Any, failed_subtests: list[BaseException]) -> None:
    """Run the method with its setUp, tearDown and cleanups; raises what makes the case not pass."""
    mirror.teach_unittest()
    record = Record(instance)
    instance(result=record)
    failed_subtests.extend(record.failed_subtests)
    if record.errors:
        raise record.errors[0]
    if record.unexpected:
        raise Failed("Unexpected success")
    if record.expected is not None:
        raise XFailed(str(record.expected))
    if record.skipped is not None:
        raise Skipped(record.skipped)
