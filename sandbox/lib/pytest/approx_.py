"""`approx`: equality of numbers within a tolerance.

The compared value may come from the answer, so it gets no say: numbers and containers are
recognized by their real classes and read by the builtin's own methods; anything else is equal
only if the *expected* value's class says so. What merely claims to be a number never is one.

It knows nothing of assertions: `Approx.explain` gives the lines, `explain.py` asks for them.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sized
from datetime import datetime, timedelta
from decimal import Decimal

from .natives import Number, builtin_base, derives, elements_of, number_in
from .saferepr import saferepr
from .warning_types import PytestApproxDecimalToleranceWarning

Tolerance = int | float | Decimal | timedelta | None


#: Builtins whose own `==` knows a builtin that doesn't know them: bytes, memoryview, date.
_REFLECTED: tuple[type, ...] = (bytearray, memoryview, datetime)


def _strictly_equal(expected: object, actual: object) -> bool:
    """`expected == actual`, decided by builtins or the class of `expected`, never by `actual`."""
    if expected is actual:
        return True
    base = builtin_base(type(actual), _REFLECTED)
    if base is not None and (result := base.__eq__(actual, expected)) is not NotImplemented:
        return result
    result = type(expected).__eq__(expected, actual)
    return result is not NotImplemented and bool(result)


def _is_nan(value: Number) -> bool:
    return value.is_nan() if isinstance(value, Decimal) else math.isnan(value)


def _is_inf(value: Number) -> bool:
    return value.is_infinite() if isinstance(value, Decimal) else math.isinf(value)


class Approx:
    """What `approx` returns: equal to every value within the tolerance of what was expected."""

    __module__ = "pytest"
    __hash__ = None
    # NumPy must leave comparisons to this class.
    __array_ufunc__ = None
    __array_priority__ = 100

    def __init__(self, expected: object, rel: Tolerance, abs: Tolerance, nan_ok: bool) -> None:
        self.expected = expected
        self.rel = rel
        self.abs = abs
        self.nan_ok = nan_ok

    def __bool__(self) -> bool:
        raise AssertionError(
            "approx() is not supported in a boolean context.\n"
            "Did you mean: `assert a == approx(b)`?"
        )

    def explain(self, actual: object) -> list[str]:
        """Lines on how `actual` missed."""
        return ["comparison failed", f"Obtained: {saferepr(actual)}", f"Expected: {self!r}"]

    def _scalar(self, expected: object) -> Approx:
        return _scalar_class(expected)(expected, self.rel, self.abs, self.nan_ok)


class ApproxScalar(Approx):
    """One expected value; anything but a number is compared strictly."""

    __module__ = "pytest"
    __hash__ = None
    DEFAULT_ABS: float | Decimal = 1e-12
    DEFAULT_REL: float | Decimal = 1e-6

    def __init__(self, expected: object, rel: Tolerance, abs: Tolerance, nan_ok: bool) -> None:
        if rel is not None and not isinstance(rel, (int, float, Decimal)):
            raise TypeError(
                "relative tolerance for a scalar value must be an int, float or Decimal, "
                f"got {type(rel).__name__}"
            )
        if rel is not None and not hasattr(type(expected), "__abs__"):
            raise TypeError(
                "expected value must support abs(...) when relative tolerance is used, "
                f"got {type(expected).__name__}"
            )
        if abs is not None and not isinstance(abs, (int, float, Decimal)):
            raise TypeError(
                "absolute tolerance for a scalar value must be an int, float or Decimal, "
                f"got {type(abs).__name__}"
            )
        super().__init__(expected, rel, abs, nan_ok)

    def __eq__(self, actual: object) -> bool:
        expected, obtained = number_in(self.expected), number_in(actual)
        if type(expected) is bool and type(obtained) is not bool:
            return False
        if expected is None or obtained is None:
            return _strictly_equal(self.expected, actual)
        if obtained == expected:
            return True
        if type(expected) is bool:
            return False
        size = abs(expected)
        if _is_nan(size):
            return self.nan_ok and _is_nan(abs(obtained))
        # A relative tolerance of infinity would make it equal to everything.
        if _is_inf(size):
            return False
        return abs(expected - obtained) <= self.tolerance

    @property
    def tolerance(self) -> float | Decimal:
        """The larger of both tolerances; the relative default counts only if no `abs` is given."""
        absolute = self.DEFAULT_ABS if self.abs is None else self.abs
        _check_tolerance("absolute", absolute)
        if self.rel is None and self.abs is not None:
            return absolute
        rel = self.DEFAULT_REL if self.rel is None else self.rel
        number = number_in(self.expected)
        relative = rel * abs(self.expected if number is None else number)
        _check_tolerance("relative", relative)
        return max(relative, absolute)

    def __repr__(self) -> str:
        number = number_in(self.expected)
        if number is None or type(number) is bool or _is_inf(abs(number)):
            plain = builtin_base(type(self.expected), (str, bytes))
            return saferepr(self.expected) if plain is None else plain.__str__(self.expected)
        return f"{number} ± {self._shown_tolerance(number)}"

    def _shown_tolerance(self, number: Number) -> str:
        try:
            tolerance = self.tolerance
        except ValueError:
            return "???"
        # Scientific notation for Decimals: one that comes from a float has dozens of digits.
        general = not isinstance(tolerance, Decimal) and 1e-3 <= tolerance < 1e3
        shown = f"{tolerance:g}" if general else f"{tolerance:.1e}"
        turned = isinstance(number, complex) and number.imag and not _is_inf(tolerance)
        return shown + " ∠ ±180°" if turned else shown


def _check_tolerance(which: str, value: float | Decimal) -> None:
    if _is_nan(value):
        raise ValueError(f"{which} tolerance can't be NaN.")
    if value < 0:
        raise ValueError(f"{which} tolerance can't be negative: {value}")


class ApproxDecimal(ApproxScalar):
    """An expected Decimal; float tolerances are converted exactly."""

    __module__ = "pytest"
    __hash__ = None
    DEFAULT_ABS = Decimal("1e-12")
    DEFAULT_REL = Decimal("1e-6")

    def __init__(self, expected: Decimal, rel: Tolerance, abs: Tolerance, nan_ok: bool) -> None:
        super().__init__(expected, _as_decimal(rel), _as_decimal(abs), nan_ok)


def _as_decimal(tolerance: Tolerance) -> Tolerance:
    return Decimal.from_float(tolerance) if isinstance(tolerance, (int, float)) else tolerance


class ApproxTimedelta(Approx):
    """An expected datetime or timedelta; the tolerance must be given."""

    __module__ = "pytest"
    __hash__ = None

    def __init__(
        self, expected: datetime | timedelta, rel: Tolerance, abs: Tolerance, nan_ok: bool
    ) -> None:
        if isinstance(expected, datetime) and rel is not None:
            raise TypeError(
                "pytest.approx() does not support relative tolerance for datetime comparisons. "
                "Use abs=timedelta(...) instead."
            )
        if nan_ok:
            raise TypeError(
                "pytest.approx() does not support nan_ok for datetime/timedelta comparisons."
            )
        if abs is None and rel is None:
            raise TypeError(
                "pytest.approx() requires an explicit tolerance for datetime/timedelta "
                "comparisons: e.g. approx(expected, abs=timedelta(seconds=1)) "
                "or approx(expected, rel=0.01)"
            )
        tolerances = []
        if abs is not None:
            if not isinstance(abs, timedelta):
                raise TypeError(
                    "absolute tolerance for datetime/timedelta must be a timedelta, "
                    f"got {type(abs).__name__}"
                )
            if abs < timedelta(0):
                raise ValueError(f"absolute tolerance can't be negative: {abs}")
            tolerances.append(abs)
        if rel is not None:
            if not isinstance(rel, (int, float)):
                raise TypeError(
                    f"relative tolerance for timedelta must be a number, got {type(rel).__name__}"
                )
            _check_tolerance("relative", rel)
            if math.isinf(rel):
                raise ValueError("relative tolerance can't be infinite.")
            tolerances.append(rel * expected.__abs__())
        super().__init__(expected, rel, max(tolerances), nan_ok=False)

    def __eq__(self, actual: object) -> bool:
        kind = datetime if isinstance(self.expected, datetime) else timedelta
        if not derives(type(actual), kind):
            return False
        try:
            return abs(self.expected - actual) <= self.abs
        except (TypeError, OverflowError):  # one with a time zone, one without
            return False

    def __repr__(self) -> str:
        return f"{self.expected} ± {self.abs}"


class _ApproxElements(Approx):
    """What sequences and mappings share: the report on elements that missed."""

    __module__ = "pytest"
    __hash__ = None

    def _missed(self, triples: Iterable[tuple[object, object, object]]) -> list[str]:
        total, lines = 0, []
        for place, actual, expected in triples:
            total += 1
            wanted = self._scalar(expected)
            if not wanted.__eq__(actual):
                lines.append(f"{saferepr(place)} | {saferepr(actual)} | {wanted!r}")
        heading = f"comparison failed. Mismatched elements: {len(lines)} / {total}:"
        return [heading, "Index | Obtained | Expected", *lines]


class ApproxMapping(_ApproxElements):
    """An expected mapping: the same keys, and every value within the tolerance."""

    __module__ = "pytest"
    __hash__ = None

    def __init__(self, expected: Mapping, rel: Tolerance, abs: Tolerance, nan_ok: bool) -> None:
        for key, value in expected.items():
            if _is_nested(value):
                raise TypeError(
                    "pytest.approx() does not support nested dictionaries: "
                    f"key={saferepr(key)} value={saferepr(value)}\n"
                    f"  full mapping={saferepr(expected)}"
                )
        super().__init__(expected, rel, abs, nan_ok)

    def __eq__(self, actual: object) -> bool:
        if not derives(type(actual), dict):
            return False
        if set(dict.keys(actual)) != set(self.expected.keys()):
            return False
        return all(
            self._scalar(expected).__eq__(dict.__getitem__(actual, key))
            for key, expected in self.expected.items()
        )

    def __repr__(self) -> str:
        return f"approx({ {key: self._scalar(value) for key, value in self.expected.items()}!r})"

    def explain(self, actual: object) -> list[str]:
        if not derives(type(actual), dict):
            return super().explain(actual)
        if set(dict.keys(actual)) != set(self.expected.keys()):
            return [
                "comparison failed.",
                f"Mappings have different keys: expected {saferepr(list(self.expected.keys()))} "
                f"but got {saferepr(list(dict.keys(actual)))}",
            ]
        items = self.expected.items()
        return self._missed((key, dict.__getitem__(actual, key), value) for key, value in items)


class ApproxSequence(_ApproxElements):
    """An expected sequence: as many elements, each within the tolerance."""

    __module__ = "pytest"
    __hash__ = None

    def __init__(self, expected: Sized, rel: Tolerance, abs: Tolerance, nan_ok: bool) -> None:
        for index, value in enumerate(expected):
            if _is_nested(value):
                raise TypeError(
                    "pytest.approx() does not support nested data structures: "
                    f"{saferepr(value)} at index {index}\n  full sequence: {saferepr(expected)}"
                )
        super().__init__(expected, rel, abs, nan_ok)

    def _pairs(self, actual: list[object]) -> Iterator[tuple[object, object]]:
        return zip(actual, self.expected, strict=True)

    def __eq__(self, actual: object) -> bool:
        elements = elements_of(actual)
        if elements is None or len(elements) != len(self.expected):
            return False
        return all(self._scalar(expected).__eq__(item) for item, expected in self._pairs(elements))

    def __repr__(self) -> str:
        kind = tuple if type(self.expected) is tuple else list
        return f"approx({kind(self._scalar(value) for value in self.expected)!r})"

    def explain(self, actual: object) -> list[str]:
        elements = elements_of(actual)
        if elements is None:
            return super().explain(actual)
        if len(elements) != len(self.expected):
            return [
                "Impossible to compare lists with different sizes.",
                f"Lengths: {len(self.expected)} and {len(elements)}",
            ]
        pairs = enumerate(self._pairs(elements))
        return self._missed((index, item, expected) for index, (item, expected) in pairs)


def _is_nested(value: object) -> bool:
    return isinstance(value, Collection) and not isinstance(value, (str, bytes, bytearray))


def _is_sequence(value: object) -> bool:
    return (
        hasattr(type(value), "__getitem__")
        and isinstance(value, Sized)
        and not isinstance(value, (str, bytes))
    )


def _scalar_class(expected: object) -> type[Approx]:
    if isinstance(expected, Decimal):
        return ApproxDecimal
    if isinstance(expected, (datetime, timedelta)):
        return ApproxTimedelta
    return ApproxScalar


def approx(
    expected: object, rel: Tolerance = None, abs: Tolerance = None, nan_ok: bool = False
) -> Approx:
    """A value that `==` finds equal to numbers (or lists, dicts of them) close to `expected`.

    `rel` is a part of the expected value (1e-6 unless `abs` alone is given), `abs` a plain
    distance (1e-12); meeting one of both is enough.
    """
    if type(expected) is float or type(expected) is int:
        return ApproxScalar(expected, rel, abs, nan_ok)
    _warn_of_inexact_tolerance(expected, rel, abs)
    if isinstance(expected, Decimal):
        return ApproxDecimal(expected, rel, abs, nan_ok)
    if isinstance(expected, Mapping):
        return ApproxMapping(expected, rel, abs, nan_ok)
    if _is_sequence(expected):
        return ApproxSequence(expected, rel, abs, nan_ok)
    if isinstance(expected, Collection) and not isinstance(expected, (str, bytes)):
        raise TypeError(
            f"pytest.approx() only supports ordered sequences, but got: {saferepr(expected)}"
        )
    return _scalar_class(expected)(expected, rel, abs, nan_ok)


def _warn_of_inexact_tolerance(expected: object, rel: Tolerance, abs: Tolerance) -> None:
    """A float such as 0.01 is wider than the 0.01 that was written once it is a Decimal."""
    given = [(name, value) for name, value in (("rel", rel), ("abs", abs)) if type(value) is float]
    if not given or not _holds_decimal(expected):
        return
    for name, value in given:
        exact = Decimal.from_float(value)
        if exact != Decimal(repr(value)):
            warnings.warn(
                PytestApproxDecimalToleranceWarning(
                    f"{name}={value!r} cannot be represented exactly as a Decimal and was "
                    f"widened to {exact}.\nPass {name}=Decimal({str(value)!r}) to compare "
                    "against the tolerance you wrote."
                ),
                stacklevel=3,
            )


def _holds_decimal(expected: object) -> bool:
    if isinstance(expected, Mapping):
        return any(isinstance(value, Decimal) for value in expected.values())
    if _is_sequence(expected):
        return any(isinstance(value, Decimal) for value in expected)
    return isinstance(expected, Decimal)
