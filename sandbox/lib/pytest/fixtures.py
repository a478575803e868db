"""`pytest.fixture`, and which fixtures a case sees: built in, of the module, of its classes.

Only definitions live here. `setup` runs them, `collect` multiplies cases by their params.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .outcomes import fail
from .signature import argument_names, flags

# From the narrowest to the widest; the index is the rank.
SCOPES = ("function", "class", "module", "package", "session")
RANK = {scope: rank for rank, scope in enumerate(SCOPES)}


class Fixture:
    """What `@pytest.fixture` leaves in the namespace in place of the function."""

    def __init__(
        self, function: Callable, scope: Any, params: Any, autouse: bool, ids: Any, name: str | None
    ) -> None:
        self.function = function
        self.scope = scope
        self.params = None if params is None else tuple(params)
        self.autouse = autouse
        self.ids = ids
        self.name = name
        self.__name__ = getattr(function, "__name__", "fixture")
        self.__doc__ = function.__doc__
        self.__wrapped__ = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        fail(
            f'Fixture "{self.name or self.__name__}" called directly. Fixtures are not meant to be called directly,\n'
            "but are created automatically when test functions request them as parameters.",
            pytrace=False,
        )

    def __repr__(self) -> str:
        return f"<pytest_fixture({self.function!r})>"


def fixture(
    function: Any = None,
    *,
    scope: Any = "function",
    params: Iterable[Any] | None = None,
    autouse: bool = False,
    ids: Any = None,
    name: str | None = None,
) -> Any:
    """Make a function a fixture, as `@fixture` or `@fixture(...)`."""
    if isinstance(scope, str) and scope not in RANK:
        fail(
            f"fixture got an unexpected scope value {scope!r}: use one of {', '.join(SCOPES)}",
            pytrace=False,
        )

    def decorate(target: Any) -> Fixture:
        if isinstance(target, type):
            raise ValueError("class fixtures not supported")  # noqa: TRY004 - as pytest
        if isinstance(target, Fixture):
            raise ValueError(  # noqa: TRY004 - as pytest
                f"@pytest.fixture is being applied more than once to the same function {target.__name__!r}"
            )
        return Fixture(target, scope, params, autouse, ids, name)

    return decorate if function is None else decorate(function)


class FixtureDef:
    """One fixture as a case sees it. `owner` is the class whose method it is, if any."""

    __slots__ = (
        "argnames",
        "autouse",
        "flags",
        "function",
        "ids",
        "name",
        "owner",
        "params",
        "scope",
        "where",
    )

    def __init__(self, name: str, fixture: Fixture, owner: type | None, where: str) -> None:
        function = fixture.function
        # A static method needs no instance, a class method is bound to its class at once.
        if isinstance(function, staticmethod):
            function, owner = function.__func__, None
        elif isinstance(function, classmethod):
            function, owner = function.__get__(None, owner), None
        scope = fixture.scope
        self.name = name
        self.function = function
        self.scope = scope if isinstance(scope, str) else scope(fixture_name=name, config=None)
        self.params = fixture.params
        self.autouse = fixture.autouse
        self.ids = fixture.ids
        self.owner = owner
        self.where = where
        self.flags = flags(function)
        self.argnames = argument_names(function, bound=owner is not None)


class Layer:
    """The fixtures of one namespace: by name, in the order they override each other, and the names that are autouse."""

    __slots__ = ("autouse", "defs")

    def __init__(self) -> None:
        self.defs: dict[str, list[FixtureDef]] = {}
        self.autouse: list[str] = []

    def add(self, definition: FixtureDef) -> None:
        self.defs.setdefault(definition.name, []).append(definition)
        if definition.autouse:
            self.autouse.append(definition.name)

    def scan(self, namespace: dict[str, Any], owner: type | None, where: str) -> None:
        """Take every fixture of a namespace, in alphabetical order as pytest does: it decides who is set up first."""
        found = [(name, value) for name, value in namespace.items() if type(value) in _HOLDERS]
        found.sort()
        for name, value in found:
            if type(value) is not Fixture:
                value = value.__func__
                if type(value) is not Fixture:
                    continue
            self.add(FixtureDef(value.name or name, value, owner, where))


# `@classmethod` over `@pytest.fixture` wraps the Fixture.
_HOLDERS = (Fixture, classmethod, staticmethod)


class Registry:
    """Every layer of one module's cases."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._outer = list(layers)
        self._classes: dict[type, Layer] = {}

    def add_class(self, cls: type, layer: Layer) -> None:
        self._classes[cls] = layer

    def has_class(self, cls: type) -> bool:
        return cls in self._classes

    def layers(self, classes: Sequence[type]) -> list[Layer]:
        """The layers that a case in these (nested) classes sees, from the outermost."""
        if not classes:
            return self._outer
        return [*self._outer, *(self._classes[cls] for cls in classes)]

    def chain(self, name: str, classes: Sequence[type]) -> list[FixtureDef]:
        """All fixtures of that name: the last one is the one in force, those before it are overridden."""
        found: list[FixtureDef] = []
        for layer in self.layers(classes):
            found.extend(layer.defs.get(name, ()))
        return found

    def autouse(self, classes: Sequence[type]) -> list[str]:
        return [name for layer in self.layers(classes) for name in layer.autouse]

    def names(self, classes: Sequence[type]) -> list[str]:
        """What an error lists as available."""
        found = {name for layer in self.layers(classes) for name in layer.defs}
        return sorted(name for name in found if not name.startswith("_"))

    def closure(
        self, initial: Iterable[str], classes: Sequence[type], ignored: Iterable[str]
    ) -> list[str]:
        """The initial names and all that their fixtures ask for, wider scopes first; those in `ignored` aren't expanded."""
        names = list(dict.fromkeys(initial))
        rank: dict[str, int] = {}
        for name in names:  # grows while it is walked
            chain = () if name in ignored else self.chain(name, classes)
            rank[name] = RANK[chain[-1].scope] if chain else 0
            for definition in reversed(chain):
                names.extend(other for other in definition.argnames if other not in names)
                if name not in definition.argnames:
                    break
        names.sort(key=lambda name: -rank[name])
        return names
