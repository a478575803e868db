"""What `multiprocessing` offers here: processes by spawn, and pools of them.

Processes are instances that share nothing, each with a CPU of its own; arguments, results and exceptions go by pickle. What would be
shared between running processes (queues, pipes, locks, memory) says that it can't be had. The rest of the package is Python's own.
"""

import os
import threading
from collections.abc import Callable
from typing import Any

from . import process, reduction

__all__ = ()


class ProcessError(Exception):
    pass


class BufferTooShort(ProcessError):
    pass


class TimeoutError(ProcessError):
    pass


class AuthenticationError(ProcessError):
    pass


_BY_RESULT = "pass arguments, and return results, through Pool or concurrent.futures.ProcessPoolExecutor"
_IN_PARENT = "have the processes return what they found, and combine it in the parent"
_INSTEAD = {
    "Queue": _BY_RESULT,
    "JoinableQueue": _BY_RESULT,
    "SimpleQueue": _BY_RESULT,
    "Pipe": _BY_RESULT,
    "Lock": _IN_PARENT,
    "RLock": _IN_PARENT,
    "Condition": _IN_PARENT,
    "Semaphore": _IN_PARENT,
    "BoundedSemaphore": _IN_PARENT,
    "Event": _IN_PARENT,
    "Barrier": _IN_PARENT,
    "Manager": _IN_PARENT,
    "Value": _IN_PARENT,
    "Array": _IN_PARENT,
    "RawValue": _IN_PARENT,
    "RawArray": _IN_PARENT,
    "shared_memory": _BY_RESULT,
}


def refused(name: str) -> NotImplementedError:
    """What is raised by a part that can't be had."""
    return NotImplementedError(f"multiprocessing.{name} is not available in the sandbox, where processes share nothing: {_INSTEAD[name]}")


def _refusing(name: str) -> Callable[..., Any]:
    def refuse(self: Any, *args: Any, **kwargs: Any) -> Any:
        raise refused(name)

    refuse.__name__, refuse.__qualname__ = name, f"BaseContext.{name}"
    return refuse


class BaseContext:
    ProcessError = ProcessError
    BufferTooShort = BufferTooShort
    TimeoutError = TimeoutError
    AuthenticationError = AuthenticationError

    current_process = staticmethod(process.current_process)
    parent_process = staticmethod(process.parent_process)
    active_children = staticmethod(process.active_children)

    Queue = _refusing("Queue")
    JoinableQueue = _refusing("JoinableQueue")
    SimpleQueue = _refusing("SimpleQueue")
    Pipe = _refusing("Pipe")
    Lock = _refusing("Lock")
    RLock = _refusing("RLock")
    Condition = _refusing("Condition")
    Semaphore = _refusing("Semaphore")
    BoundedSemaphore = _refusing("BoundedSemaphore")
    Event = _refusing("Event")
    Barrier = _refusing("Barrier")
    Manager = _refusing("Manager")
    Value = _refusing("Value")
    Array = _refusing("Array")
    RawValue = _refusing("RawValue")
    RawArray = _refusing("RawArray")

    reducer = reduction

    def cpu_count(self) -> int:
        """Returns the number of CPUs in the system"""
        return os.cpu_count() or 1

    def Pool(  # noqa: N802
        self,
        processes: int | None = None,
        initializer: Callable[..., object] | None = None,
        initargs: tuple[Any, ...] = (),
        maxtasksperchild: int | None = None,
    ) -> Any:
        """Returns a process pool object"""
        from .pool import Pool

        return Pool(processes, initializer, initargs, maxtasksperchild, context=self.get_context())

    def freeze_support(self) -> None:
        """Nothing is frozen here."""

    def get_logger(self) -> Any:
        """Return package logger -- if it does not already exist then it is created."""
        from .util import get_logger

        return get_logger()

    def log_to_stderr(self, level: int | str | None = None) -> Any:
        """Turn on logging and add a handler which prints to stderr"""
        from .util import log_to_stderr

        return log_to_stderr(level)

    def allow_connection_pickling(self) -> None:
        pass

    def set_executable(self, executable: str) -> None:
        pass

    def set_forkserver_preload(self, module_names: list[str]) -> None:
        pass

    def get_context(self, method: str | None = None) -> "BaseContext":
        if method is None:
            return self
        if method in ("fork", "forkserver"):
            raise NotImplementedError(f"the start method {method!r} is not available in the sandbox: use 'spawn', which is the default here")
        if method != "spawn":
            raise ValueError(f"cannot find context for {method!r}")
        return _spawn

    def get_start_method(self, allow_none: bool = False) -> str | None:
        return "spawn"

    def set_start_method(self, method: str | None, force: bool = False) -> None:
        raise ValueError("cannot set start method of concrete context")


class SpawnProcess(process.BaseProcess):
    _start_method = "spawn"

    @staticmethod
    def _Popen(process: Any) -> Any:  # noqa: N802
        from _viva.processes import Popen

        return Popen(process)

    @staticmethod
    def _after_fork() -> None:
        pass


class Process(process.BaseProcess):
    _start_method: str | None = None

    @staticmethod
    def _Popen(process: Any) -> Any:  # noqa: N802
        return SpawnProcess._Popen(process)

    @staticmethod
    def _after_fork() -> None:
        pass


class SpawnContext(BaseContext):
    _name = "spawn"
    Process = SpawnProcess


class DefaultContext(BaseContext):
    """The one whose methods the package itself offers; its start method can be set once."""

    Process = Process

    def __init__(self) -> None:
        self._actual: BaseContext | None = None

    def get_context(self, method: str | None = None) -> BaseContext:
        if method is not None:
            return super().get_context(method)
        self._actual = self._actual or _spawn
        return self._actual

    def set_start_method(self, method: str | None, force: bool = False) -> None:
        if self._actual is not None and not force:
            raise RuntimeError("context has already been set")
        self._actual = None if method is None and force else self.get_context(method)

    def get_start_method(self, allow_none: bool = False) -> str | None:
        if self._actual is None and allow_none:
            return None
        return self.get_context().get_start_method()

    def get_all_start_methods(self) -> list[str]:
        """Returns a list of the supported start methods, default first."""
        return ["spawn"]


_spawn = SpawnContext()
_default_context = DefaultContext()


def _force_start_method(method: str) -> None:
    _default_context._actual = _default_context.get_context(method)


_spawning = threading.local()


def get_spawning_popen() -> Any:
    return getattr(_spawning, "popen", None)


def set_spawning_popen(popen: Any) -> None:
    _spawning.popen = popen


def assert_spawning(obj: object) -> None:
    if get_spawning_popen() is None:
        raise RuntimeError(f"{type(obj).__name__} objects should only be shared between processes through inheritance")
