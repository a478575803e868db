"""Parametrization: from `parametrize` marks and parametrized fixtures to the list of a function's variants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .ids import row_ids
from .marks import HIDDEN_PARAM, Mark, ParameterSet


class ParamError(Exception):
    """A parametrization that can't be carried out, in words for the author of the cases."""


class Variant:
    """One combination of parameters: `direct` values by argument, `params` by the fixture whose `request.param` they are."""

    __slots__ = ("direct", "empty", "ids", "indices", "marks", "params", "scopes")

    def __init__(self) -> None:
        self.direct: dict[str, Any] = {}
        self.params: dict[str, Any] = {}
        self.indices: dict[str, int] = {}
        self.scopes: dict[str, str] = {}
        self.ids: list[str] = []
        self.marks: list[Mark] = []
        self.empty: str | None = None

    @property
    def id(self) -> str:
        return "-".join(self.ids)

    def extended(self) -> Variant:
        other = Variant()
        other.direct = dict(self.direct)
        other.params = dict(self.params)
        other.indices = dict(self.indices)
        other.scopes = dict(self.scopes)
        other.ids = list(self.ids)
        other.marks = list(self.marks)
        other.empty = self.empty
        return other


class Axis:
    """One parametrization: its rows multiply the variants there are so far."""

    __slots__ = ("ids", "indirect", "names", "rows", "scope")

    def __init__(
        self,
        names: Sequence[str],
        rows: list[ParameterSet],
        ids: list[Any],
        indirect: Iterable[str],
        scope: str | None = None,
    ) -> None:
        self.names = names
        self.rows = rows
        self.ids = ids
        self.indirect = frozenset(indirect)
        self.scope = scope

    @classmethod
    def of_mark(cls, mark: Mark) -> Axis:
        """What `@pytest.mark.parametrize(argnames, argvalues, indirect=False, ids=None, scope=None)` asks for."""
        argnames, argvalues, indirect, ids, scope = _arguments(mark)
        if isinstance(argnames, str):
            names = [name.strip() for name in argnames.split(",") if name.strip()]
            single = len(names) == 1
        else:
            names, single = list(argnames), False
        rows = [_row(value, names, single) for value in argvalues]
        return cls(names, rows, row_ids(names, rows, ids), _indirect(indirect, names), scope)

    @classmethod
    def of_fixture(cls, name: str, params: Sequence[Any], ids: Any) -> Axis:
        rows = [_row(value, [name], True) for value in params]
        return cls([name], rows, row_ids([name], rows, ids), [name])

    def multiply(self, variants: list[Variant]) -> list[Variant]:
        for name in self.names:
            if name in variants[0].direct or name in variants[0].params:
                raise ParamError(f"duplicate parametrization of {name!r}")
        if not self.rows:
            return [self._emptied(variant) for variant in variants]
        return [self._extended(variant, index, row) for variant in variants for index, row in enumerate(self.rows)]

    def _extended(self, variant: Variant, index: int, row: ParameterSet) -> Variant:
        other = variant.extended()
        for name, value in zip(self.names, row.values, strict=True):
            (other.params if name in self.indirect else other.direct)[name] = value
            other.indices[name] = index
            if self.scope is not None:
                other.scopes[name] = self.scope
        if self.ids[index] is not HIDDEN_PARAM:
            other.ids.append(self.ids[index])
        other.marks.extend(row.marks)
        return other

    def _emptied(self, variant: Variant) -> Variant:
        other = variant.extended()
        for name in self.names:
            (other.params if name in self.indirect else other.direct)[name] = None
        other.ids.append("NOTSET")
        other.empty = f"got empty parameter set for ({', '.join(self.names)})"
        return other


def _arguments(mark: Mark) -> tuple[Any, Any, Any, Any, str | None]:
    given = dict(
        zip(("argnames", "argvalues", "indirect", "ids", "scope"), mark.args, strict=False)
    )
    given.update(mark.kwargs)
    unknown = sorted(set(given) - {"argnames", "argvalues", "indirect", "ids", "scope"})
    if unknown or len(mark.args) > 5:
        raise ParamError(
            f"parametrize got an unexpected argument: {', '.join(unknown) or mark.args[5:]}"
        )
    if "argnames" not in given or "argvalues" not in given:
        raise ParamError("parametrize needs the argument names and the list of their values")
    return (
        given["argnames"],
        given["argvalues"],
        given.get("indirect", False),
        given.get("ids"),
        given.get("scope"),
    )


def _row(value: Any, names: Sequence[str], single: bool) -> ParameterSet:
    if type(value) is ParameterSet:
        row = value
    elif single:
        return ParameterSet((value,), [], None)
    else:
        try:
            row = ParameterSet(tuple(value), [], None)
        except TypeError:
            raise ParamError(
                f"parametrize of {list(names)} needs a row of {len(names)} values, not {value!r}"
            ) from None
    if len(row.values) != len(names):
        raise ParamError(
            f'in "parametrize" the number of names ({len(names)}): {list(names)} must be equal to '
            f"the number of values ({len(row.values)}): {row.values!r}"
        )
    return row


def _indirect(indirect: Any, names: list[str]) -> list[str]:
    if isinstance(indirect, bool):
        return names if indirect else []
    if not isinstance(indirect, (list, tuple)):
        raise ParamError(
            f"expected Sequence or boolean for indirect, got {type(indirect).__name__}"
        )
    for name in indirect:
        if name not in names:
            raise ParamError(f"indirect fixture {name!r} doesn't exist")
    return list(indirect)
