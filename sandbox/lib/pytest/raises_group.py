"""`RaisesGroup`: the block must raise an exception group of this structure, and no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType

from .excinfo import ExceptionInfo
from .expectation import Check, Expectation, Pattern, type_names, wrong_type
from .outcomes import fail
from .saferepr import saferepr

Expected = type[BaseException] | Expectation


class RaisesGroup(Expectation):
    """An expected group: each expectation takes one exception, in any order, none is left.

    The pairing is greedy: an exception goes to the first expectation that takes it.
    """

    __module__ = "pytest"

    def __init__(
        self,
        expected_exception: Expected,
        /,
        *other_exceptions: Expected,
        allow_unwrapped: bool = False,
        flatten_subgroups: bool = False,
        match: Pattern | None = None,
        check: Check | None = None,
    ) -> None:
        super().__init__(match, check)
        if allow_unwrapped:
            _check_unwrapped(expected_exception, other_exceptions, match, check)
        self.allow_unwrapped = allow_unwrapped
        self.flatten_subgroups = flatten_subgroups
        self.expected_exceptions = tuple(
            self._expected(exc) for exc in (expected_exception, *other_exceptions)
        )

    def _expected(self, exc: Expected) -> Expected:
        wanted = "a BaseException type, RaisesExc, or RaisesGroup"
        if isinstance(exc, RaisesGroup) and self.flatten_subgroups:
            raise ValueError(
                "You cannot specify a nested structure inside a RaisesGroup with "
                "`flatten_subgroups=True`: the raised group is flattened before matching."
            )
        if isinstance(exc, Expectation):
            self.is_baseexception |= exc.is_baseexception
            return exc
        if isinstance(exc, tuple):
            raise TypeError(
                f"Expected {wanted}, but got 'tuple'.\n"
                "To expect one of several types use `RaisesExc`, to expect several exceptions "
                "list them as separate arguments."
            )
        return self._exception_class(exc, wanted)

    def matches(self, exception: BaseException | None) -> bool:
        """Whether `exception` is what was expected; if not, `fail_reason` says why."""
        self._fail_reason = None
        if exception is None:
            self._fail_reason = "exception is None"
            return False
        if not isinstance(exception, BaseExceptionGroup):
            return self._matches_unwrapped(exception)
        raised = list(_leaves(exception) if self.flatten_subgroups else exception.exceptions)
        if not self._matches_text(exception):
            return self._hint_text(raised)
        self._fail_reason = _pair_up(self.expected_exceptions, raised)
        if self._fail_reason is not None:
            return self._hint_flatten(exception)
        if not self._passes_check(exception):
            self._fail_reason = f"{self._fail_reason} on the {type_names(type(exception))}"
            return False
        return True

    def _matches_unwrapped(self, exception: BaseException) -> bool:
        reason = f"`{type_names(type(exception))}()` is not an exception group"
        if len(self.expected_exceptions) == 1:
            problem = _problem(self.expected_exceptions[0], exception)
            if problem is None and self.allow_unwrapped:
                return True
            if problem is None:
                reason += ", but would match with `allow_unwrapped=True`"
            elif self.allow_unwrapped:
                reason = problem
        self._fail_reason = reason
        return False

    def _hint_text(self, raised: Sequence[BaseException]) -> bool:
        """Add that the pattern fits the one exception inside the group, if it does."""
        reason = self._fail_reason
        if len(raised) == len(self.expected_exceptions) == 1:
            expected = self.expected_exceptions[0]
            inside = isinstance(expected, type) and isinstance(raised[0], expected)
            if inside and self._matches_text(raised[0]):
                reason += (
                    f"\n but matched the expected `{expected.__name__}`.\n You might want "
                    f"`RaisesGroup(RaisesExc({expected.__name__}, match=...))`"
                )
        self._fail_reason = reason
        return False

    def _hint_flatten(self, exception: BaseExceptionGroup) -> bool:
        """Add that the flattened group would fit, if it would."""
        nested = any(isinstance(exc, RaisesGroup) for exc in self.expected_exceptions)
        if not self.flatten_subgroups and not nested:
            leaves = list(_leaves(exception))
            flat = leaves != list(exception.exceptions)
            if flat and _pair_up(self.expected_exceptions, leaves) is None:
                self._fail_reason += "\n  Did you mean to use `flatten_subgroups=True`?"
        return False

    def __enter__(self) -> ExceptionInfo:
        self.excinfo = ExceptionInfo.for_later()
        return self.excinfo

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> bool:
        if exc_val is None:
            fail(f"DID NOT RAISE any exception, expected `{self.expected_type()}`")
        if not self.matches(exc_val):
            single = self.allow_unwrapped and not isinstance(exc_val, BaseExceptionGroup)
            group = "(group)" if single else "group"
            fail(f"Raised exception {group} did not match: {self._fail_reason}")
        self.excinfo.fill(exc_val)
        return True

    def expected_type(self) -> str:
        """The structure as text: `ExceptionGroup(ValueError, ExceptionGroup(KeyError))`."""
        inner = [
            exc.expected_type() if isinstance(exc, RaisesGroup) else _shown(exc)
            for exc in self.expected_exceptions
        ]
        return f"{'Base' if self.is_baseexception else ''}ExceptionGroup({', '.join(inner)})"

    def __repr__(self) -> str:
        parts = [_shown(exc) for exc in self.expected_exceptions]
        if self.allow_unwrapped:
            parts.append("allow_unwrapped=True")
        if self.flatten_subgroups:
            parts.append("flatten_subgroups=True")
        return f"RaisesGroup({', '.join(parts + self._conditions())})"


def _check_unwrapped(
    expected: Expected, others: tuple[Expected, ...], match: Pattern | None, check: Check | None
) -> None:
    if others:
        raise ValueError(
            "You cannot specify multiple exceptions with `allow_unwrapped=True.` If you want to "
            "match one of multiple possible exceptions you should use a `RaisesExc`."
        )
    if isinstance(expected, RaisesGroup):
        raise ValueError(
            "`allow_unwrapped=True` has no effect when expecting a `RaisesGroup`. You might want "
            "it in the expected `RaisesGroup`, or `flatten_subgroups=True`."
        )
    if match is not None or check is not None:
        raise ValueError(
            "`allow_unwrapped=True` bypasses the `match` and `check` parameters if the exception "
            "is unwrapped. If you intended to match/check the exception you should use a "
            "`RaisesExc` object."
        )


def _leaves(group: BaseExceptionGroup) -> Iterator[BaseException]:
    """The exceptions in `group` and its groups that are no groups themselves."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error


def _shown(expected: Expected) -> str:
    return type_names(expected) if isinstance(expected, type) else repr(expected)


def _problem(expected: Expected, error: BaseException) -> str | None:
    """Why `expected` doesn't take `error`, None if it does."""
    if isinstance(expected, type):
        return wrong_type(error, expected)
    return None if expected.matches(error) else f"{expected!r}: {expected.fail_reason}"


def _pair_up(expected: Sequence[Expected], raised: Sequence[BaseException]) -> str | None:
    """Give every exception to an expectation; None if none is left on either side, else why."""
    problems: dict[tuple[int, int], str | None] = {}
    left = list(range(len(raised)))
    missing: list[int] = []
    for wanted, expectation in enumerate(expected):
        for given in left:
            problem = problems[wanted, given] = _problem(expectation, raised[given])
            if problem is None:
                left.remove(given)
                break
        else:
            missing.append(wanted)
    if not left and not missing:
        return None
    if len(expected) == len(raised) == 1:
        return problems[0, 0]
    for wanted, expectation in enumerate(expected):
        for given, error in enumerate(raised):
            if (wanted, given) not in problems:
                problems[wanted, given] = _problem(expectation, error)
    return _story(expected, raised, missing, left, problems)


def _story(
    expected: Sequence[Expected],
    raised: Sequence[BaseException],
    missing: Sequence[int],
    left: Sequence[int],
    problems: dict[tuple[int, int], str | None],
) -> str:
    matched = len(expected) - len(missing)
    head = f"{matched} matched exception{'s' if matched > 1 else ''}. " if matched else ""
    taken = {given for (_, given), problem in problems.items() if problem is None}
    if not missing and not taken.intersection(left):
        return f"{head}Unexpected exception(s): [{', '.join(saferepr(raised[i]) for i in left)}]"
    takers = {wanted for (wanted, _), problem in problems.items() if problem is None}
    if not left and not takers.intersection(missing):
        names = ", ".join(_shown(expected[i]) for i in missing)
        return f"{head}Too few exceptions raised, found no match for: [{names}]"
    lines = [head.rstrip()] if head else [""]
    if not left:
        lines.append("Too few exceptions raised!")
    elif not missing:
        lines.append("Unexpected exception(s)!")
    if missing:
        lines.append("The following expected exceptions did not find a match:")
        lines += [f"  {_shown(expected[i])}" for i in missing]
    if left:
        lines.append("The following raised exceptions did not find a match:")
    for given in left:
        lines.append(f"  {saferepr(raised[given])}:")
        for wanted in range(len(expected)):
            problem = problems[wanted, given]
            if problem is None:
                lines.append(f"    It matches `{_shown(expected[wanted])}`, which took another one")
            elif wanted in missing:
                lines.append(f"    {problem}")
    if len(expected) == len(raised) and _possible(problems, len(raised)):
        lines.append(
            "There exist a possible match when attempting an exhaustive check, but RaisesGroup "
            "uses a greedy algorithm. Please make your expected exceptions more stringent with "
            "`RaisesExc` etc so the greedy algorithm can function."
        )
    return "\n".join(lines)


def _possible(
    problems: dict[tuple[int, int], str | None], count: int, used: frozenset[int] = frozenset()
) -> bool:
    """Whether some other pairing would leave none."""
    given = len(used)
    return given == count or any(
        wanted not in used
        and problems[wanted, given] is None
        and _possible(problems, count, used | {wanted})
        for wanted in range(count)
    )
