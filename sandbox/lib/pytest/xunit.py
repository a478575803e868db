"""xunit-style setup and teardown, and unittest's for classes, as autouse fixtures that come before all others of their scope."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from .fixtures import Fixture, FixtureDef, Layer
from .signature import call_with_optional


def module_layer(module: ModuleType) -> tuple[Layer, list[str]]:
    """The module's fixtures, and the names of those that only plain functions use."""
    layer = Layer()
    namespace = module.__dict__
    setup = _first(namespace, ("setUpModule", "setup_module"))
    teardown = _first(namespace, ("tearDownModule", "teardown_module"))
    if setup or teardown:

        def module_wide() -> Iterator[None]:
            if setup is not None:
                call_with_optional(setup, module)
            yield
            if teardown is not None:
                call_with_optional(teardown, module)

        _add(layer, "_xunit_setup_module", "module", module_wide)
    functions_only: list[str] = []
    before = _first(namespace, ("setup_function",))
    after = _first(namespace, ("teardown_function",))
    if before or after:

        def around_function(request: Any) -> Iterator[None]:
            if before is not None:
                call_with_optional(before, request.function)
            yield
            if after is not None:
                call_with_optional(after, request.function)

        _add(layer, "_xunit_setup_function", "function", around_function, autouse=False)
        functions_only.append("_xunit_setup_function")
    layer.scan(namespace, None, module.__name__)
    return layer, functions_only


def class_layer(cls: type, unit: bool) -> Layer:
    """The fixtures of one class, inherited ones included."""
    layer = Layer()
    namespace: dict[str, Any] = {}
    for base in reversed(cls.__mro__[:-1]):
        namespace.update(vars(base))
    if unit:
        _add(layer, f"_unittest_setUpClass_{cls.__qualname__}", "class", lambda: _unit_class(cls))
    elif "setup_class" in namespace or "teardown_class" in namespace:
        _add(
            layer,
            f"_xunit_setup_class_{cls.__qualname__}",
            "class",
            lambda: _around_class(cls, namespace),
        )
    if "setup_method" in namespace or "teardown_method" in namespace:

        def around_method(request: Any) -> Iterator[None]:
            instance = request.instance
            if _usable(namespace, "setup_method"):
                call_with_optional(instance.setup_method, request.function)
            yield
            if _usable(namespace, "teardown_method"):
                call_with_optional(instance.teardown_method, request.function)

        _add(layer, f"_xunit_setup_method_{cls.__qualname__}", "function", around_method)
    layer.scan(namespace, cls, cls.__qualname__)
    return layer


def _around_class(cls: type, namespace: dict[str, Any]) -> Iterator[None]:
    if _usable(namespace, "setup_class"):
        call_with_optional(cls.setup_class, cls)
    yield
    if _usable(namespace, "teardown_class"):
        call_with_optional(cls.teardown_class, cls)


def _unit_class(cls: type) -> Iterator[None]:
    if getattr(cls, "__unittest_skip__", False):
        yield
        return
    try:
        cls.setUpClass()
    except BaseException:
        _class_cleanups(cls)
        raise
    yield
    try:
        cls.tearDownClass()
    finally:
        _class_cleanups(cls)


def _class_cleanups(cls: type) -> None:
    cls.doClassCleanups()
    if cls.tearDown_exceptions:
        raise cls.tearDown_exceptions[0][1]


def _first(namespace: dict[str, Any], names: tuple[str, ...]) -> Callable | None:
    for name in names:
        if _usable(namespace, name):
            return namespace[name]
    return None


def _usable(namespace: dict[str, Any], name: str) -> bool:
    value = namespace.get(name)
    return value is not None and type(value) is not Fixture


def _add(layer: Layer, name: str, scope: str, generator: Callable, autouse: bool = True) -> None:
    if not generator.__code__.co_flags & 0x20:
        produce = generator

        def generator() -> Iterator[None]:
            yield from produce()

    layer.add(FixtureDef(name, Fixture(generator, scope, None, autouse, None, name), None, name))
