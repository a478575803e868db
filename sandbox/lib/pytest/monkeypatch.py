"""`monkeypatch`: changes that are undone when the case is over, on the answer's side as well where it has its own copy."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from . import mirror

_MISSING = object()


class MonkeyPatch:
    """Setting and deleting attributes, items, variables, the working directory and the import path, with one `undo`."""

    def __init__(self) -> None:
        self._undos: list[Callable[[], object]] = []
        self._directory: str | None = None

    @classmethod
    @contextmanager
    def context(cls) -> Iterator[MonkeyPatch]:
        """A patcher of its own that is undone at the end of the `with`."""
        patcher = cls()
        try:
            yield patcher
        finally:
            patcher.undo()

    def setattr(self, target: Any, name: Any, value: Any = _MISSING, raising: bool = True) -> None:
        """`setattr(target, "name", value)` or `setattr("package.module.name", value)`."""
        if value is _MISSING:
            if not isinstance(target, str):
                raise TypeError(
                    "use setattr(target, name, value) or setattr(target, value) with target being a dotted import string"
                )
            value = name
            target, name = _resolved(target, raising)
        before = getattr(target, name, _MISSING)
        if raising and before is _MISSING:
            raise AttributeError(f"{target!r} has no attribute {name!r}")
        # Of a class the raw entry is kept: a static method must come back as one.
        if isinstance(target, type):
            before = target.__dict__.get(name, _MISSING)
        self._restore_attribute(target, name, before)
        setattr(target, name, value)
        self._also(mirror.set_attribute(target, name, value))

    def delattr(self, target: Any, name: Any = _MISSING, raising: bool = True) -> None:
        """`delattr(target, "name")` or `delattr("package.module.name")`."""
        if name is _MISSING:
            if not isinstance(target, str):
                raise TypeError(
                    "use delattr(target, name) or delattr(target) with target being a dotted import string"
                )
            target, name = _resolved(target, raising)
        before = getattr(target, name, _MISSING)
        if before is _MISSING:
            if raising:
                raise AttributeError(name)
            return
        if isinstance(target, type):
            before = target.__dict__.get(name, _MISSING)
        self._restore_attribute(target, name, before)
        delattr(target, name)
        self._also(mirror.delete_attribute(target, name))

    def setitem(self, dic: MutableMapping[Any, Any], name: Any, value: Any) -> None:
        self._restore_item(dic, name)
        dic[name] = value
        if dic is os.environ:
            mirror.set_environment(name, value)

    def delitem(self, dic: MutableMapping[Any, Any], name: Any, raising: bool = True) -> None:
        if name not in dic:
            if raising:
                raise KeyError(name)
            return
        self._restore_item(dic, name)
        del dic[name]
        if dic is os.environ:
            mirror.set_environment(name, None)

    def setenv(self, name: str, value: Any, prepend: str | None = None) -> None:
        if not isinstance(value, str):
            warnings.warn(
                f"Value of environment variable {name} type should be str, but got {value!r} (type: {type(value).__name__}); "
                "converted to str implicitly",
                stacklevel=2,
            )
            value = str(value)
        if prepend and name in os.environ:
            value = value + prepend + os.environ[name]
        self.setitem(os.environ, name, value)

    def delenv(self, name: str, raising: bool = True) -> None:
        self.delitem(os.environ, name, raising)

    def chdir(self, path: Any) -> None:
        if self._directory is None:
            self._directory = os.getcwd()
        os.chdir(path)
        mirror.change_directory(os.fspath(path))

    def syspath_prepend(self, path: Any) -> None:
        before = sys.path[:]

        def undo() -> None:
            sys.path[:] = before

        self._undos.append(undo)
        sys.path.insert(0, str(path))
        self._also(mirror.extend_path(str(path)))

    def undo(self) -> None:
        """Take everything back, the last change first."""
        while self._undos:
            self._undos.pop()()
        if self._directory is not None:
            os.chdir(self._directory)
            mirror.change_directory(self._directory)
            self._directory = None

    def _also(self, undo: Callable[[], object] | None) -> None:
        if undo is not None:
            self._undos.append(undo)

    def _restore_attribute(self, target: Any, name: str, before: Any) -> None:
        def undo() -> None:
            if before is not _MISSING:
                setattr(target, name, before)
            elif getattr(target, name, _MISSING) is not _MISSING:
                delattr(target, name)

        self._undos.append(undo)

    def _restore_item(self, dic: MutableMapping[Any, Any], name: Any) -> None:
        before = dic.get(name, _MISSING)

        def undo() -> None:
            if before is not _MISSING:
                dic[name] = before
            else:
                dic.pop(name, None)
            if dic is os.environ:
                mirror.set_environment(name, None if before is _MISSING else before)

        self._undos.append(undo)


def _resolved(path: str, raising: bool) -> tuple[Any, str]:
    """The object that a dotted path's last name is an attribute of."""
    target_path, _, name = path.rpartition(".")
    if not target_path:
        raise TypeError(f"must be absolute import path string, not {path!r}")
    parts = target_path.split(".")
    target: Any = __import__(parts[0])
    used = parts[0]
    for part in parts[1:]:
        used += f".{part}"
        found = getattr(target, part, _MISSING)
        if found is _MISSING:
            try:
                __import__(used)
            except ImportError as error:
                if error.name == used:
                    raise AttributeError(
                        f"{type(target).__name__!r} object at {used} has no attribute {part!r}"
                    ) from error
                raise ImportError(f"import error in {used}: {error}") from error
            found = getattr(target, part)
        target = found
    if raising and getattr(target, name, _MISSING) is _MISSING:
        raise AttributeError(
            f"{type(target).__name__!r} object at {target_path} has no attribute {name!r}"
        )
    return target, name
