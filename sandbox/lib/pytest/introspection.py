"""The text of a failed assertion, from a plan of its expression and the values it came to.

A plan is what `rewrite.py` wrote down while it compiled the assertion: nested tuples whose first
item names a node below, with indexes into the tuple of recorded values. Nothing is evaluated
here but reprs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from .explain import Comparison, comparison, explain
from .natives import builtin_base
from .saferepr import saferepr

Plan = tuple[Any, ...]

#: Stands in a recorded value's place until its part of the expression is reached. A text, so that
#: it can be written into the case's own code.
UNSET = "\0not evaluated"

#: What a reader knows by the name it has in the case, rather than by its repr.
_KNOWN_BY_NAME = (type, FunctionType, BuiltinFunctionType, ModuleType)


@dataclass
class Note:
    """A `where` line: how a value above it came about."""

    text: str
    notes: list[Note] = field(default_factory=list)


@dataclass
class Part:
    """A piece of the expression with values in it, the notes on them, and what differed."""

    text: str
    notes: list[Note] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    comparison: Comparison | None = None


class Reader:
    """Reads one plan with the values of one failure."""

    def __init__(self, values: tuple[object, ...]) -> None:
        self._values = values

    def read(self, plan: Plan, *, fails: bool = False) -> Part:
        """The part for `plan`; `fails` says that it is known to have come out false."""
        kind, *fields = plan
        if kind == "and" or kind == "or":
            return self._boolean(kind, fields[0], fails)
        if kind == "compare":
            return self._compare(*fields, fails)
        return getattr(self, f"_{kind}")(*fields)

    def _reached(self, index: int) -> bool:
        value = self._values[index]
        return type(value) is not str or value != UNSET

    def _show(self, index: int) -> str:
        return saferepr(self._values[index])

    def _text(self, text: str) -> Part:
        return Part(text)

    def _value(self, index: int) -> Part:
        return Part(self._show(index))

    def _name(self, index: int, name: str) -> Part:
        known = builtin_base(type(self._values[index]), _KNOWN_BY_NAME)
        return Part(self._show(index) if known is None else name)

    def _derived(self, index: int | None, text: str, notes: list[Note]) -> Part:
        """A value that came from `text`; without an index the text stands for it."""
        if index is None:
            return Part(text, notes)
        shown = self._show(index)
        return Part(shown, [Note(f"{shown} = {text}", notes)])

    def _attribute(self, index: int | None, base: Plan, name: str) -> Part:
        of = self.read(base)
        return self._derived(index, f"{of.text}.{name}", of.notes)

    def _item(self, index: int | None, base: Plan, key: Plan) -> Part:
        of, at = self.read(base), self.read(key)
        return self._derived(index, f"{of.text}[{at.text}]", of.notes + at.notes)

    def _call(
        self, index: int | None, function: Plan, arguments: tuple[tuple[str, Plan], ...]
    ) -> Part:
        called = self.read(function)
        given = [(label, self.read(argument)) for label, argument in arguments]
        text = ", ".join(label + part.text for label, part in given)
        notes = called.notes + [note for _, part in given for note in part.notes]
        return self._derived(index, f"{called.text}({text})", notes)

    def _await(self, index: int | None, awaited: Plan) -> Part:
        part = self.read(awaited)
        return self._derived(index, f"await {part.text}", part.notes)

    def _unary(self, operator: str, operand: Plan) -> Part:
        part = self.read(operand)
        return Part(operator + part.text, part.notes)

    def _binary(self, operator: str, left: Plan, right: Plan) -> Part:
        ours, theirs = self.read(left), self.read(right)
        return Part(f"({ours.text} {operator} {theirs.text})", ours.notes + theirs.notes)

    def _boolean(
        self, kind: str, operands: tuple[tuple[int | None, Plan], ...], fails: bool
    ) -> Part:
        """`operands` are plans with the index that tells whether each was evaluated (None: was)."""
        reached = [plan for index, plan in operands if index is None or self._reached(index)]
        # Of a false `and` the last evaluated operand is the false one; of an `or` all are.
        culprits = (len(reached) - 1,) if kind == "and" else range(len(reached))
        parts = [
            self.read(plan, fails=fails and place in culprits) for place, plan in enumerate(reached)
        ]
        return Part(
            f"({f' {kind} '.join(part.text for part in parts)})",
            [note for part in parts for note in part.notes],
            [line for part in parts for line in part.details],
            parts[-1].comparison if kind == "and" else None,
        )

    def _side(self, plan: Plan) -> Part:
        """One side of a comparison; another comparison goes into parentheses."""
        part = self.read(plan)
        return Part(f"({part.text})", part.notes) if plan[0] == "compare" else part

    def _compare(
        self,
        operators: tuple[str, ...],
        indexes: tuple[int, ...],
        operands: tuple[Plan, ...],
        fails: bool,
    ) -> Part:
        reached = sum(self._reached(index) for index in indexes)
        # The links of a false chain held up to the last one evaluated.
        first = reached - 2 if fails else 0
        parts = [self._side(plan) for plan in operands[first:reached]]
        text = parts[0].text
        for operator, part in zip(operators[first:], parts[1:], strict=False):
            text += f" {operator} {part.text}"
        result = Part(text, [note for part in parts for note in part.notes])
        if fails:
            sides = self._values[indexes[first]], self._values[indexes[first + 1]]
            result.details = explain(operators[first], *sides)
            result.comparison = comparison(operators[first], *sides)
        return result


def _written(notes: list[Note], depth: int) -> list[str]:
    lines = []
    for place, note in enumerate(notes):
        lines.append(f" +{'  ' * depth}{'and   ' if place else 'where '}{note.text}")
        lines += _written(note.notes, depth + 1)
    return lines


def describe(plan: Plan, values: tuple[object, ...]) -> tuple[str, Comparison | None]:
    """The explanation, beginning with "assert ", and the comparison that failed, if one did."""
    part = Reader(values).read(plan, fails=True)
    lines = [f"assert {part.text}", *(f"  {line}" for line in part.details)]
    return "\n".join(lines + _written(part.notes, 1)), part.comparison
