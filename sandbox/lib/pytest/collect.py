"""From an executed module to its cases: which functions and classes are tests, and what multiplies them.

Nothing runs here but the cases' own module and their `ids` functions. What belongs to the answer is never collected.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from types import FunctionType, ModuleType
from typing import Any

from .case import Case
from .fixtures import Fixture, Layer, Registry
from .ids import IdError
from .marks import Mark, as_marks, class_marks, function_marks
from .params import Axis, ParamError, Variant
from .signature import COROUTINE, GENERATOR, argument_names, default_names, flags
from .warnings_ import PytestCollectionWarning
from .xunit import class_layer, module_layer


class BadCase(Exception):
    """A test that can't be collected: the text says which and why."""


class Collector:
    """Finds the cases of one module; classes are looked into only when one of their cases is wanted."""

    def __init__(
        self, module: ModuleType, builtin: Layer, is_remote: Callable[[object], bool]
    ) -> None:
        self._module = module
        self._is_remote = is_remote
        own = module.__dict__.get("pytestmark")
        self._marks = as_marks(own) if own else []
        layer, self._functions_only = module_layer(module)
        self.registry = Registry([builtin, layer])
        self._closures: dict[tuple, list[str]] = {}

    def all(self) -> list[Case]:
        """Every case, in the order of definition."""
        found: list[Case] = []
        for name, value in list(vars(self._module).items()):
            if self._is_test_class(name, value):
                found.extend(self._class_cases(name, value, ()))
            elif self._is_test_function(name, value):
                found.extend(self._function_cases(name, value, ()))
        return found

    def of(self, function_id: str) -> list[Case]:
        """The cases of one function, `Class::method` for a method; empty if there is none of that name."""
        *path, name = function_id.split("::")
        classes: tuple[type, ...] = ()
        for part in path:
            holder = classes[-1] if classes else self._module
            value = getattr(holder, part, None)
            if not self._is_test_class(part, value):
                return []
            classes = (*classes, value)
        value = getattr(classes[-1], name, None) if classes else vars(self._module).get(name)
        if classes and _is_unit(classes[-1]):
            return [self._unit_case(name, value, classes)] if callable(value) else []
        return (
            self._function_cases(name, value, classes)
            if self._is_test_function(name, value)
            else []
        )

    def _is_test_class(self, name: str, value: Any) -> bool:
        # `isinstance` would ask a value of the answer for its `__class__`.
        if not issubclass(type(value), type) or self._is_remote(value):
            return False
        if _is_unit(value):
            return getattr(value, "__test__", True) is not False
        if not (name.startswith("Test") or value.__dict__.get("__test__") is True) or not getattr(
            value, "__test__", True
        ):
            return False
        for method in ("__init__", "__new__"):
            if getattr(value, method) is not getattr(object, method):
                _warn(
                    f"cannot collect test class {value.__name__!r} because it has a {method} constructor"
                )
                return False
        return True

    def _is_test_function(self, name: str, value: Any) -> bool:
        # Of a value with another name nothing is read unless it is a plain function: it may be the answer's.
        marked = type(value) is FunctionType and value.__dict__.get("__test__") is True
        if not (name.startswith("test") or marked):
            return False
        if self._is_remote(value) or isinstance(value, (type, Fixture)) or not callable(value):
            return False
        if not getattr(value, "__test__", True):
            return False
        if isinstance(_inner(value), FunctionType):
            return True
        _warn(f"cannot collect {name!r} because it is not a function.")
        return False

    def _class_cases(self, name: str, cls: type, outer: tuple[type, ...]) -> Iterator[Case]:
        classes = (*outer, cls)
        if _is_unit(cls):
            yield from self._unit_cases(classes)
            return
        seen: set[str] = set()
        groups: list[list[Case]] = []
        for base in cls.__mro__[:-1]:
            group: list[Case] = []
            for attribute in list(vars(base)):
                if attribute in seen:
                    continue
                seen.add(attribute)
                value = getattr(cls, attribute, None)
                if self._is_test_class(attribute, value):
                    group.extend(self._class_cases(attribute, value, classes))
                elif self._is_test_function(attribute, value):
                    group.extend(self._function_cases(attribute, value, classes))
            groups.append(group)
        for group in reversed(groups):
            yield from group

    def _unit_cases(self, classes: tuple[type, ...]) -> Iterator[Case]:
        from unittest import TestLoader

        cls = classes[-1]
        names = TestLoader().getTestCaseNames(cls)
        if not names and getattr(cls, "runTest", None) is not None and _own_run_test(cls):
            names = ["runTest"]
        for name in names:
            value = getattr(cls, name)
            if getattr(value, "__test__", True):
                yield self._unit_case(name, value, classes)

    def _unit_case(self, name: str, value: Any, classes: tuple[type, ...]) -> Case:
        return self._prepared(name, value, classes, (), None, function_marks(value), True)

    def _function_cases(self, name: str, value: Any, classes: tuple[type, ...]) -> list[Case]:
        function = _inner(value)
        kind = flags(function)
        if kind & GENERATOR:
            raise BadCase(f"'yield' keyword is allowed in fixtures, but not in tests ({name})")
        bound = bool(classes) and not isinstance(_raw(classes[-1], name), staticmethod)
        unwrapped = value.__func__ if hasattr(value, "__func__") else value
        argnames = argument_names(unwrapped, bound)
        own = function_marks(value)
        try:
            variants = self._variants(name, function, argnames, own, classes)
        except (ParamError, IdError) as error:
            raise BadCase(f"In {name}: {error}") from error
        cases = [
            self._prepared(name, value, classes, argnames, variant, own, False)
            for variant in variants
        ]
        if kind & COROUTINE:
            for case in cases:
                case.asynchronous = True
        return cases

    def _prepared(
        self,
        name: str,
        value: Any,
        classes: tuple[type, ...],
        argnames: tuple[str, ...],
        variant: Variant | None,
        own: list[Mark],
        unit: bool,
    ) -> Case:
        marks = own if variant is None or not variant.marks else [*own, *variant.marks]
        marks = [*marks, *self._outer_marks(classes)]
        function_id = "::".join([*(cls.__name__ for cls in classes), name]) if classes else name
        case = Case(function_id, value, self._module, classes, variant, marks, unit)
        case.argnames = argnames
        case.fixturenames = self._fixture_names(argnames, marks, classes, variant)
        return case

    def _fixture_names(
        self,
        argnames: Sequence[str],
        marks: list[Mark],
        classes: Sequence[type],
        variant: Variant | None,
    ) -> list[str]:
        self._load_layers(classes)
        used = [str(name) for mark in marks if mark.name == "usefixtures" for name in mark.args]
        autouse = self.registry.autouse(classes)
        if not classes:
            autouse = autouse + self._functions_only
        if not (autouse or used or argnames):
            return []
        direct = () if variant is None else tuple(variant.direct)
        # The variants of a function, and often its neighbours, ask for the same.
        key = (*autouse, *used, *argnames), tuple(classes), direct
        names = self._closures.get(key)
        if names is None:
            names = self._closures[key] = self.registry.closure(key[0], classes, direct)
        return list(names)

    def _outer_marks(self, classes: Sequence[type]) -> list[Mark]:
        found: list[Mark] = []
        for cls in reversed(classes):
            found.extend(class_marks(cls))
        return found + self._marks

    def _load_layers(self, classes: Sequence[type]) -> None:
        for cls in classes:
            if not self.registry.has_class(cls):
                self.registry.add_class(cls, class_layer(cls, _is_unit(cls)))

    def _variants(
        self,
        name: str,
        function: Any,
        argnames: tuple[str, ...],
        own: list[Mark],
        classes: tuple[type, ...],
    ) -> list[Variant | None]:
        marks = [*own, *self._outer_marks(classes)]
        axes = [Axis.of_mark(mark) for mark in marks if mark.name == "parametrize"]
        direct = {name for axis in axes for name in axis.names if name not in axis.indirect}
        known = argnames
        wanted = {name for axis in axes for name in axis.names}
        placeholder = Variant()
        placeholder.direct = dict.fromkeys(direct)
        closure = self._fixture_names(known, marks, classes, placeholder)
        for axis in axes:
            self._check(axis, closure, function, name)
        found = [self._fixture_axis(other, classes) for other in closure if other not in wanted]
        axes = [axis for axis in found if axis is not None] + axes
        if not axes:
            return [None]
        variants = [Variant()]
        for axis in axes:
            variants = axis.multiply(variants)
        return list(variants)

    def _fixture_axis(self, name: str, classes: tuple[type, ...]) -> Axis | None:
        for definition in reversed(self.registry.chain(name, classes)):
            if definition.params is not None:
                return Axis.of_fixture(name, definition.params, definition.ids)
            if name not in definition.argnames:
                return None
        return None

    def _check(self, axis: Axis, closure: list[str], function: Any, test: str) -> None:
        for name in axis.names:
            if name in closure:
                continue
            if name in default_names(function):
                raise ParamError(
                    f"function already takes an argument {name!r} with a default value"
                )
            kind = "fixture" if name in axis.indirect else "argument"
            raise ParamError(f"function uses no {kind} {name!r}")


def _is_unit(cls: type) -> bool:
    unittest = sys.modules.get("unittest.case")
    return unittest is not None and any(base is unittest.TestCase for base in cls.__mro__)


def _own_run_test(cls: type) -> bool:
    from unittest import TestCase

    return getattr(cls, "runTest", None) is not getattr(TestCase, "runTest", None)


def _raw(cls: type, name: str) -> Any:
    for base in cls.__mro__:
        if name in vars(base):
            return vars(base)[name]
    return None


def _inner(value: Any) -> Any:
    """The Python function behind a method, a decorated function or a partial."""
    while True:
        if hasattr(value, "__func__"):
            value = value.__func__
        elif type(value).__name__ == "partial" and hasattr(value, "func"):
            value = value.func
        elif not isinstance(value, FunctionType) and hasattr(value, "__wrapped__"):
            value = value.__wrapped__
        else:
            return value


def _warn(text: str) -> None:
    warnings.warn(PytestCollectionWarning(text), stacklevel=2)
