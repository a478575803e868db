"""Inside the sandbox: makes CPython's test modules importable under the names that they have there, and names their cases.

`run.py` hands each file of CPython's in as a support file, `test/support/os_helper.py` as `test__support__os_helper.py`. What only
a whole operating system has (a second process) is replaced by a skip that says so.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import importlib.util
import os
import sys
import unittest
from importlib.machinery import ModuleSpec
from types import ModuleType
from unittest import mock


class Files:
    """Finds `test.a.b` in the support file `test__a__b`."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name != "test" and not name.startswith("test."):
            return None
        flat = None if name == "test" else importlib.util.find_spec(name.replace(".", "__"))
        if flat is None and name != "test":
            return None
        spec = ModuleSpec(name, self, origin=flat.origin if flat else None, is_package=name in PACKAGES)
        spec.has_location = flat is not None
        return spec

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        if module.__name__ == "test":
            return
        flat = importlib.util.find_spec(module.__name__.replace(".", "__"))
        text = flat.loader.get_source(flat.name)
        exec(compile(text, flat.origin, "exec"), module.__dict__)
        replace = REPLACED.get(module.__name__)
        if replace is not None:
            replace(module)


PACKAGES = {"test", "test.support", "test.test_asyncio", "test.test_concurrent_futures"}


def _no_processes(module: ModuleType) -> None:
    def skipped(*args: object, **kwargs: object) -> None:
        raise unittest.SkipTest("runs a program in another interpreter process")

    for name in ("assert_python_ok", "assert_python_failure", "spawn_python", "run_python_until_end", "run_test_script"):
        setattr(module, name, skipped)


def _no_system(module: ModuleType) -> None:
    """What a module asks before it dares to use a process or a socket; `is_wasi` would skip everything that has threads."""
    module.is_wasi = False
    module.has_fork_support = module.has_subprocess_support = module.has_socket_support = False


    # asyncio's tests look for certificates when they are imported; what reads one needs a socket first.
    module.TEST_HOME_DIR = "/tmp/test"
    os.makedirs("/tmp/test/certdata", exist_ok=True)
    for name in ("ssl_cert", "ssl_key", "keycert3", "pycacert"):
        open(f"/tmp/test/certdata/{name}.pem", "w").close()

    def requires_working_socket(*, module: bool = False) -> object:
        # A whole module is left out for the few of its tests that use one.
        return None if module else unittest.skip("needs a socket")

    module.requires_working_socket = requires_working_socket


def _frozen_alone(module: ModuleType) -> None:
    """The standard library exists in its frozen form only."""
    module.frozen_modules = lambda enabled=True: contextlib.nullcontext()


def _threads(module: ModuleType) -> None:
    module.can_start_thread = True


def _no_unix_sockets(module: ModuleType) -> None:
    module.skip_unless_bind_unix_socket = unittest.skip("needs a socket")


def _no_children(module: ModuleType) -> None:
    """3.14's policies have no child watchers; the tests are 3.13's and ask for one after each case."""

    def get_child_watcher(policy: object) -> None:
        raise NotImplementedError

    policies = asyncio.events._BaseDefaultEventLoopPolicy
    policies.get_child_watcher, policies.set_child_watcher = get_child_watcher, lambda policy, watcher: None
    asyncio.SafeChildWatcher, asyncio.set_child_watcher = mock.Mock, mock.Mock()


REPLACED = {
    "test.test_asyncio.utils": _no_children,
    "test.support": _no_system,
    "test.support.import_helper": _frozen_alone,
    "test.support.script_helper": _no_processes,
    "test.support.socket_helper": _no_unix_sockets,
    "test.support.threading_helper": _threads,
}

sys.meta_path.insert(0, Files())
# Imported by test_events for tests of pseudo terminals.
sys.modules.setdefault("tty", ModuleType("tty"))


def cases(name: str) -> dict[str, object]:
    """The test classes of a module, and what unittest calls before and after them."""
    module = importlib.import_module(name)
    found: dict[str, object] = {}
    for key, value in vars(module).items():
        if isinstance(value, type) and issubclass(value, unittest.TestCase):
            found[key] = value
        elif key in ("setUpModule", "tearDownModule"):
            found[key] = value
    return found
