"""Setting up and tearing down one case: fixture values, their cache, their finalizers, and `request`.

One `Setup` lives for one case, so every scope begins and ends with it; scopes still decide the order of setup and teardown
and which fixture may use which.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from .case import Case, Node
from .fixtures import RANK, SCOPES, FixtureDef, Registry
from .hooks import Hooks
from .outcomes import fail
from .signature import ASYNC_GENERATOR, COROUTINE, GENERATOR


class FixtureLookupError(LookupError):
    """A case or fixture asks for a fixture that there isn't, or for itself."""


class Setup:
    """The fixtures of one run of one case."""

    def __init__(self, case: Case, registry: Registry, hooks: Hooks) -> None:
        self.case = case
        self.registry = registry
        self.hooks = hooks
        self._cache: dict[FixtureDef, tuple[Any, BaseException | None]] = {}
        self._finalizers: dict[str, list[Callable[[], object]]] = {scope: [] for scope in SCOPES}
        self._holders: dict[type, Any] = {}
        self._runner: Any = None
        self._failed_subtests: list[BaseException] = []

    @property
    def failed_subtests(self) -> list[BaseException]:
        return self._failed_subtests

    def fill(self) -> dict[str, Any]:
        """Set up every fixture of the case; the values of its arguments."""
        case = self.case
        request = FixtureRequest(self, None, None)
        values = case.funcargs = {}
        for name in case.fixturenames:
            values[name] = self.value(name, request)
        return {name: values[name] for name in case.argnames}

    def value(self, name: str, request: FixtureRequest) -> Any:
        if name == "request":
            return request
        variant = self.case.variant
        if variant is not None and name in variant.direct:
            if RANK[request.scope] > RANK[variant.scopes.get(name, "function")]:
                self._mismatch(name, variant.scopes.get(name, "function"), request)
            return variant.direct[name]
        definition = self._definition(name, request)
        if RANK[request.scope] > RANK[definition.scope]:
            self._mismatch(name, definition.scope, request)
        if definition not in self._cache:
            self._cache[definition] = self._executed(definition, request)
        value, error = self._cache[definition]
        if error is not None:
            raise error
        return value

    def add_finalizer(self, scope: str, finalizer: Callable[[], object]) -> None:
        # A class-scoped fixture of a plain function lives as long as the function.
        if scope == "class" and not self.case.classes:
            scope = "function"
        self._finalizers[scope].append(finalizer)

    def tear_down(self) -> list[BaseException]:
        """Run every finalizer, the narrowest scope first, the last one set up first; what they raised."""
        errors: list[BaseException] = []
        for finalizers in self._finalizers.values():
            while finalizers:
                try:
                    finalizers.pop()()
                except BaseException as error:  # noqa: BLE001 - kept, and told later
                    errors.append(error)
        if self._runner is not None:
            from . import leftovers

            try:
                leftovers.close(self._runner)
            except BaseException as error:  # noqa: BLE001 - kept, and told later
                errors.append(error)
        return errors

    def run_async(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """One event loop serves a case and its async fixtures."""
        if self._runner is None:
            import asyncio

            self._runner = asyncio.Runner()
        return self._runner.run(coroutine)

    def holder(self, cls: type) -> Any:
        """The instance that a class's fixtures of wider scope are bound to: not the case's own, as in pytest."""
        if cls not in self._holders:
            self._holders[cls] = cls()
        return self._holders[cls]

    def _definition(self, name: str, request: FixtureRequest) -> FixtureDef:
        chain = self.registry.chain(name, self.case.classes)
        # A fixture that asks for its own name gets the one that it overrides.
        depth = 1 + sum(1 for one in request.stack() if one.fixturename == name)
        if depth <= len(chain):
            return chain[-depth]
        available = ", ".join(self.registry.names(self.case.classes))
        problem = (
            f"recursive dependency involving fixture '{name}' detected"
            if chain
            else f"fixture '{name}' not found"
        )
        path = " -> ".join(one.fixturename for one in reversed(list(request.stack())))
        asked = f"\nasked for by: {path}" if path else ""
        raise FixtureLookupError(f"{problem}{asked}\navailable fixtures: {available}")

    def _mismatch(self, name: str, scope: str, request: FixtureRequest) -> None:
        stack = " -> ".join(
            f"{one.fixturename} ({one.scope})" for one in reversed(list(request.stack()))
        )
        fail(
            f"ScopeMismatch: You tried to access the {scope} scoped fixture {name} with a {request.scope} scoped request object.\n"
            f"Requesting fixtures: {stack}",
            pytrace=False,
        )

    def _executed(
        self, definition: FixtureDef, parent: FixtureRequest
    ) -> tuple[Any, BaseException | None]:
        request = FixtureRequest(self, definition, parent)
        try:
            arguments = {name: self.value(name, request) for name in definition.argnames}
            return self._called(definition, arguments), None
        except BaseException as error:  # noqa: BLE001 - kept, and told later
            return None, error

    def _called(self, definition: FixtureDef, arguments: dict[str, Any]) -> Any:
        function = definition.function
        if definition.owner is not None:
            function = function.__get__(self._instance(definition), definition.owner)
        kind = definition.flags
        if kind & (COROUTINE | ASYNC_GENERATOR) and not self.case.asynchronous:
            fail(
                f"{self.case.name!r} requested an async fixture {definition.name!r}, but isn't async itself",
                pytrace=False,
            )
        if kind & COROUTINE:
            return self.run_async(function(**arguments))
        if kind & ASYNC_GENERATOR:
            return self._async_yielded(definition, function(**arguments))
        if kind & GENERATOR:
            return self._yielded(definition, function(**arguments))
        return function(**arguments)

    def _instance(self, definition: FixtureDef) -> Any:
        instance = self.case.instance
        if definition.scope == "function" and isinstance(instance, definition.owner):
            return instance
        return self.holder(definition.owner)

    def _yielded(self, definition: FixtureDef, generator: Iterator[Any]) -> Any:
        try:
            value = next(generator)
        except StopIteration:
            raise ValueError(f"{definition.name} did not yield a value") from None

        def finish() -> None:
            try:
                next(generator)
            except StopIteration:
                return
            fail("fixture function has more than one 'yield'", pytrace=False)

        self.add_finalizer(definition.scope, finish)
        return value

    def _async_yielded(self, definition: FixtureDef, generator: Any) -> Any:
        async def following() -> tuple[bool, Any]:
            try:
                return True, await anext(generator)
            except StopAsyncIteration:
                return False, None

        more, value = self.run_async(following())
        if not more:
            raise ValueError(f"{definition.name} did not yield a value")

        def finish() -> None:
            if self.run_async(following())[0]:
                fail("fixture function has more than one 'yield'", pytrace=False)

        self.add_finalizer(definition.scope, finish)
        return value


class FixtureRequest:
    """`request`: who asks, for which case, at which scope."""

    def __init__(
        self, setup: Setup, definition: FixtureDef | None, parent: FixtureRequest | None
    ) -> None:
        self._setup = setup
        self._definition = definition
        self._parent = parent
        self.fixturename = None if definition is None else definition.name
        self.scope = "function" if definition is None else definition.scope
        if definition is None:
            return
        variant = setup.case.variant
        if variant is not None and definition.name in variant.params:
            self.param = variant.params[definition.name]
            self.param_index = variant.indices[definition.name]
        elif definition.params is not None:
            fail(
                "The requested fixture has no parameter defined for test:\n"
                f"    {setup.case.nodeid}\nRequested fixture {definition.name!r} defined in: {definition.where}",
                pytrace=False,
            )

    def stack(self) -> Iterator[FixtureRequest]:
        """This request and those it was made for, the innermost first; the case's own isn't among them."""
        one: FixtureRequest | None = self
        while one is not None and one._definition is not None:
            yield one
            one = one._parent

    def getfixturevalue(self, argname: str) -> Any:
        return self._setup.value(argname, self)

    def addfinalizer(self, finalizer: Callable[[], object]) -> None:
        self._setup.add_finalizer(self.scope, finalizer)

    def applymarker(self, marker: Any) -> None:
        self.node.add_marker(marker)

    def raiseerror(self, msg: str | None) -> None:
        raise FixtureLookupError(msg)

    @property
    def fixturenames(self) -> list[str]:
        return list(self._setup.case.fixturenames)

    @property
    def config(self) -> Any:
        return self._setup.value("pytestconfig", FixtureRequest(self._setup, None, None))

    @property
    def session(self) -> Node:
        return Node("", "", None, [])

    @property
    def node(self) -> Node:
        case = self._setup.case
        if self.scope == "function" or (self.scope == "class" and not case.classes):
            return case
        if self.scope == "class":
            return Node(
                case.cls.__name__, case.function_id.rpartition("::")[0], case.cls, case.class_marks
            )
        if self.scope in ("module", "package"):
            return Node(
                f"{case.module.__name__}.py",
                f"{case.module.__name__}.py",
                case.module,
                case.module_marks,
            )
        return self.session

    @property
    def keywords(self) -> dict[str, Any]:
        return self.node.keywords

    @property
    def function(self) -> Any:
        self._only("function", "function")
        case = self._setup.case
        return case.function if case.instance is None else getattr(case.instance, case.originalname)

    @property
    def cls(self) -> type | None:
        self._only("cls", "class", "function")
        return self._setup.case.cls

    @property
    def instance(self) -> Any:
        return self._setup.case.instance if self.scope == "function" else None

    @property
    def module(self) -> Any:
        self._only("module", "module", "class", "function")
        return self._setup.case.module

    @property
    def path(self) -> Any:
        self._only("path", "module", "class", "function")
        from pathlib import Path

        return Path(self._setup.case.module.__file__)

    def _only(self, name: str, *scopes: str) -> None:
        if self.scope not in scopes:
            raise AttributeError(f"{name} not available in {self.scope}-scoped context")

    def __repr__(self) -> str:
        return f"<FixtureRequest {self.fixturename or 'for'} {self._setup.case!r}>"
