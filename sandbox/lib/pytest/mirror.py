"""Patches of standard modules, made on both sides.

The answer has its own copy of every stdlib module: what a case patches in the judge (`monkeypatch.setattr(time, "sleep", f)`,
`mock.patch("random.random")`, `setenv`) must hold there as well. Only modules are mirrored, never what is inside a class.
"""

from __future__ import annotations

import ast
import contextlib
import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from .hooks import Hooks

_MISSING = object()
_hooks: Hooks | None = None
_taught = False


def prepare(tree: ast.Module) -> None:
    """While the image is made: if the cases import `mock` anywhere, have it ready and taught."""
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        if "unittest.mock" in names:
            import unittest.mock  # noqa: F401 - only that it is loaded

            _teach_mock()
            return


class active:
    """Mirror through these hooks while a case runs. A class of its own: a generator would cost every case more."""

    __slots__ = ("_before", "_hooks")

    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks

    def __enter__(self) -> None:
        global _hooks
        self._before, _hooks = _hooks, self._hooks
        if not _taught and "unittest.mock" in sys.modules:
            _teach_mock()

    def __exit__(self, *_: object) -> None:
        global _hooks
        _hooks = self._before


def counterpart(target: object) -> Any:
    """The answer's module of the same name if `target` is a standard module, else None."""
    if _hooks is None or type(target) is not ModuleType:
        return None
    name = target.__name__
    if name.partition(".")[0] not in sys.stdlib_module_names:
        return None
    return _hooks.remote(name)


def helper(name: str) -> Any:
    """A module of ours on the answer's side, or None if there is no other side."""
    return None if _hooks is None else _hooks.remote(name)


def set_attribute(target: object, name: str, value: object) -> Callable[[], None] | None:
    """Set it on the answer's module; how to undo that, or None if there is nothing to mirror."""
    return _change(counterpart(target), name, lambda remote: setattr(remote, name, value))


def delete_attribute(target: object, name: str) -> Callable[[], None] | None:
    return _change(counterpart(target), name, lambda remote: delattr(remote, name))


def set_environment(name: str, value: str | None) -> None:
    """Set, or with None remove, a variable of the answer's environment."""
    remote = counterpart(os)
    if remote is None:
        return
    if value is None:
        remote.environ.pop(name, None)
    else:
        remote.environ[name] = value


def change_directory(path: str) -> None:
    remote = counterpart(os)
    if remote is not None:
        remote.chdir(path)


def extend_path(path: str) -> Callable[[], None] | None:
    """Put a folder first on the answer's import path."""
    remote = counterpart(sys)
    if remote is None:
        return None
    before = list(remote.path)
    remote.path = [path, *before]

    def undo() -> None:
        remote.path = before

    return undo


def _change(remote: Any, name: str, change: Callable[[Any], None]) -> Callable[[], None] | None:
    if remote is None:
        return None
    before = getattr(remote, name, _MISSING)
    change(remote)

    def undo() -> None:
        if before is not _MISSING:
            setattr(remote, name, before)
        elif getattr(remote, name, _MISSING) is not _MISSING:
            delattr(remote, name)

    return undo


def _teach_mock() -> None:
    """Make `mock.patch`, `patch.object` and `patch.dict(os.environ)` mirror what they change."""
    global _taught
    if _taught:
        return
    _taught = True
    from unittest import mock

    _wrap_patch(mock._patch)
    _wrap_patch_dict(mock._patch_dict)


def teach_unittest() -> None:
    """Make `assertLogs` and `assertNoLogs` see the answer's logs."""
    from unittest._log import _AssertLogsContext

    if _AssertLogsContext.__enter__.__module__ != __name__:
        _wrap_assert_logs(_AssertLogsContext)


def _wrap_patch(cls: Any) -> None:
    enter, leave = cls.__enter__, cls.__exit__

    def __enter__(self: Any) -> Any:
        result = enter(self)
        # With `patch.multiple` every attribute has a patcher of its own, entered on its own.
        if counterpart(self.target) is not None:
            self._mirrored = set_attribute(
                self.target, self.attribute, getattr(self.target, self.attribute)
            )
        return result

    def __exit__(self: Any, *info: Any) -> Any:
        undo = self.__dict__.pop("_mirrored", None)
        if undo is not None:
            undo()
        return leave(self, *info)

    cls.__enter__, cls.__exit__ = __enter__, __exit__


def _wrap_redirect(cls: Any) -> None:
    """`redirect_stdout` and `redirect_stderr` take what the answer prints as well."""
    enter, leave = cls.__enter__, cls.__exit__

    def __enter__(self: Any) -> Any:
        target = enter(self)
        undo = set_attribute(sys, self._stream, target)
        self.__dict__.setdefault("_mirrored", []).append(undo)
        return target

    def __exit__(self: Any, *info: Any) -> Any:
        undo = self._mirrored.pop()
        if undo is not None:
            undo()
        return leave(self, *info)

    cls.__enter__, cls.__exit__ = __enter__, __exit__


def _wrap_assert_logs(cls: Any) -> None:
    """`assertLogs` and `assertNoLogs` see what the answer logs as well, once their `with` ends."""
    enter, leave = cls.__enter__, cls.__exit__

    def __enter__(self: Any) -> Any:
        watcher = enter(self)
        self._remote = helper("_viva_logs")
        if self._remote is not None:
            self._remote.watch(self.level, self.logger.name)
        return watcher

    def __exit__(self: Any, *info: Any) -> Any:
        if self._remote is not None:
            from .logs import made_here

            (handler,) = self.logger.handlers
            for fields in self._remote.unwatch():
                handler.handle(made_here(*fields))
        return leave(self, *info)

    cls.__enter__, cls.__exit__ = __enter__, __exit__


def _wrap_patch_dict(cls: Any) -> None:
    patch, unpatch = cls._patch_dict, cls._unpatch_dict

    def _patch_dict(self: Any) -> Any:
        before = dict(os.environ)
        result = patch(self)
        if self.in_dict is os.environ:
            _follow(before)
        return result

    def _unpatch_dict(self: Any) -> Any:
        before = dict(os.environ)
        result = unpatch(self)
        if self.in_dict is os.environ:
            _follow(before)
        return result

    cls._patch_dict, cls._unpatch_dict = _patch_dict, _unpatch_dict


def _follow(before: dict[str, str]) -> None:
    """Bring the answer's environment to the changes that the judge's has had since `before`."""
    for name in before.keys() - os.environ.keys():
        set_environment(name, None)
    for name, value in os.environ.items():
        if before.get(name) != value:
            set_environment(name, value)


_wrap_redirect(contextlib._RedirectStream)
