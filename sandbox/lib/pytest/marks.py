"""Marks: what `@pytest.mark.NAME(...)` attaches, and in which order it is read back.

A mark is data. What a mark means is decided elsewhere: `params` expands `parametrize`, `conditions` reads `skip`,
`skipif` and `xfail`, `collect` reads our own `sample`, `points`, `title` and `requires`. Unknown marks are kept.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any


class Mark:
    """One mark: `@pytest.mark.points(3)` is `Mark("points", (3,), {})`."""

    __slots__ = ("args", "kwargs", "name")

    def __init__(self, name: str, args: tuple = (), kwargs: dict[str, Any] | None = None) -> None:
        self.name = name
        self.args = args
        self.kwargs = {} if kwargs is None else kwargs

    def __eq__(self, other: object) -> bool:
        if type(other) is not Mark:
            return NotImplemented
        return (self.name, self.args, self.kwargs) == (other.name, other.args, other.kwargs)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Mark(name={self.name!r}, args={self.args!r}, kwargs={self.kwargs!r})"


class MarkDecorator:
    """`pytest.mark.NAME`: called with one function or class it decorates, called with anything else it takes arguments."""

    __slots__ = ("mark",)

    def __init__(self, mark: Mark) -> None:
        self.mark = mark

    @property
    def name(self) -> str:
        return self.mark.name

    @property
    def args(self) -> tuple:
        return self.mark.args

    @property
    def kwargs(self) -> dict[str, Any]:
        return self.mark.kwargs

    def with_args(self, *args: Any, **kwargs: Any) -> MarkDecorator:
        mark = self.mark
        return MarkDecorator(Mark(mark.name, mark.args + args, {**mark.kwargs, **kwargs}))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and _is_decorated(args[0]):
            attach(args[0], self.mark)
            return args[0]
        return self.with_args(*args, **kwargs)

    def __repr__(self) -> str:
        return f"MarkDecorator({self.mark!r})"


class MarkGenerator:
    """`pytest.mark`: every public attribute is a mark of that name."""

    def __getattr__(self, name: str) -> MarkDecorator:
        if name.startswith("_"):
            raise AttributeError(f"a mark's name can't begin with an underscore: {name!r}")
        return MarkDecorator(Mark(name))


class ParameterSet:
    """`pytest.param(...)`: one row of a parametrization, with an id and marks of its own."""

    __slots__ = ("id", "marks", "values")

    def __init__(self, values: tuple, marks: list[Mark], id: Any) -> None:
        self.values = values
        self.marks = marks
        self.id = id

    def __repr__(self) -> str:
        return f"ParameterSet(values={self.values!r}, marks={self.marks!r}, id={self.id!r})"


class _HiddenParam:
    def __repr__(self) -> str:
        return "<HIDDEN_PARAM>"


HIDDEN_PARAM = _HiddenParam()
mark = MarkGenerator()


def param(*values: Any, marks: Any = (), id: Any = None) -> ParameterSet:
    """One row for `parametrize` or for a fixture's `params`."""
    if id is not None and not isinstance(id, str) and id is not HIDDEN_PARAM:
        raise TypeError(
            f"Expected id to be a string or a `pytest.HIDDEN_PARAM` sentinel, got {type(id)}: {id!r}"
        )
    attached = as_marks(marks)
    if any(mark.name == "usefixtures" for mark in attached):
        raise ValueError("pytest.param cannot add pytest.mark.usefixtures")
    return ParameterSet(values, attached, id)


def as_marks(marks: Any) -> list[Mark]:
    """One mark, or a list or tuple of them, as plain marks."""
    found = []
    for one in marks if isinstance(marks, (list, tuple, set)) else (marks,):
        if isinstance(one, MarkDecorator):
            found.append(one.mark)
        elif isinstance(one, Mark):
            found.append(one)
        else:
            raise TypeError(f"got {one!r} instead of Mark")
    return found


def attach(target: Any, added: Mark) -> None:
    """Add a mark to a function or class, never to the list that a class inherits."""
    own = target.__dict__.get("pytestmark", ())
    target.pytestmark = [*(own if isinstance(own, (list, tuple)) else (own,)), added]


def function_marks(function: Any) -> list[Mark]:
    """A function's own marks, the one nearest to the `def` first."""
    own = getattr(function, "pytestmark", None)
    return as_marks(own) if own else []


def class_marks(cls: type) -> list[Mark]:
    """A class's marks with those of its bases; the order is that of real pytest."""
    found: list[Mark] = []
    for base in reversed(cls.__mro__):
        own = base.__dict__.get("pytestmark")
        if own:
            found.extend(as_marks(own))
    return found


def _is_decorated(target: Any) -> bool:
    if isinstance(target, type):
        return True
    if type(target) is FunctionType:
        return target.__name__ != "<lambda>"
    return callable(target) and getattr(target, "__name__", "<lambda>") != "<lambda>"
