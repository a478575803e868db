"""One case as the session runs it, and what `request.node` shows of it and of its class, module and session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

from .marks import Mark, MarkDecorator, as_marks, class_marks
from .params import Variant


class Node:
    """What every `request.node` has, whichever scope asks: a name, an id, an object and marks."""

    def __init__(self, name: str, nodeid: str, obj: Any, marks: list[Mark]) -> None:
        self.name = name
        self.nodeid = nodeid
        self.obj = obj
        self._marks = marks
        self.user_properties: list[tuple[str, object]] = []

    def iter_markers(self, name: str | None = None) -> Iterator[Mark]:
        return (mark for mark in self._marks if name is None or mark.name == name)

    def get_closest_marker(self, name: str, default: Mark | None = None) -> Mark | None:
        return next(self.iter_markers(name), default)

    def add_marker(self, marker: str | MarkDecorator, append: bool = True) -> None:
        mark = Mark(marker) if isinstance(marker, str) else marker.mark
        self._marks = [*self._marks, mark] if append else [mark, *self._marks]

    @property
    def keywords(self) -> dict[str, Any]:
        return {self.name: True, **{mark.name: mark for mark in reversed(self._marks)}}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"


class Case(Node):
    """A test function with one combination of parameters, or a method of a unittest.TestCase."""

    def __init__(
        self,
        function_id: str,
        function: Any,
        module: ModuleType,
        classes: Sequence[type],
        variant: Variant | None,
        marks: list[Mark],
        unit: bool,
    ) -> None:
        self.function_id = function_id
        self.originalname = function_id.rpartition("::")[2]
        bracket = f"[{variant.id}]" if variant is not None and variant.ids else ""
        super().__init__(self.originalname + bracket, function_id + bracket, function, marks)
        self.function = function
        self.module = module
        self.classes = classes
        self.variant = variant
        self.unit = unit
        self.asynchronous = False
        self.argnames: tuple[str, ...] = ()
        self.fixturenames: list[str] = []
        self.funcargs: dict[str, Any] = {}
        self.instance: Any = None
        # What `Result.sections` gets beside the captured output.
        self.sections: dict[str, str] = {}

    @property
    def cls(self) -> type | None:
        return self.classes[-1] if self.classes else None

    @property
    def marks(self) -> list[Mark]:
        return self._marks

    @property
    def class_marks(self) -> list[Mark]:
        return [mark for cls in reversed(self.classes) for mark in class_marks(cls)]

    @property
    def module_marks(self) -> list[Mark]:
        own = self.module.__dict__.get("pytestmark")
        return as_marks(own) if own else []

    @property
    def callspec(self) -> Any:
        if self.variant is None:
            raise AttributeError(f"{self.name} isn't parametrized")
        return CallSpec(self.variant)


class CallSpec:
    """`request.node.callspec`."""

    def __init__(self, variant: Variant) -> None:
        self.params = {**variant.params, **variant.direct}
        self.indices = dict(variant.indices)
        self.id = variant.id
