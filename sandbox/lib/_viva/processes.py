"""Processes as an answer has them: each an instance of its own, with its own memory, clock and CPU, that continues from the answer as it
was when it had just been loaded.

Here is the parent's half, below `multiprocessing` and `concurrent.futures.process`; `process_main` is what runs in the process. Requests
and replies are pickles, which only the answer's own instances read.
"""

import errno
import os
import pickle
from collections.abc import Callable
from typing import Any

import _viva_host
from _viva import link
from _viva.sources import sources

# What the kernel says: src/sandbox/imports/processes.rs.
_WORKS, _REPLIED, _ENDED, _RESTS = range(4)
_TOO_MANY = -1
MOST = 8

#: Of this process, as the kernel counts them; 0 is the one that the host started.
number = 0
_FIRST_PID = os.getpid()
_PARENTS_PID = 1

_BOOTSTRAPPING = """
        An attempt has been made to start a new process before the
        current process has finished its bootstrapping phase.

        Processes are started by loading your file again (spawn), so
        starting them must wait until it is loaded: move it into a
        function, or below

            if __name__ == '__main__':"""


def getpid() -> int:
    return _FIRST_PID + number


def getppid() -> int:
    return _FIRST_PID if number else _PARENTS_PID


def dumps(value: object) -> bytes:
    """As `multiprocessing` pickles; what belongs to the case says so."""
    from multiprocessing.reduction import ForkingPickler

    return bytes(ForkingPickler.dumps(value))


class Popen:
    """A process object's process. It works on its first request until that is done, and then is over."""

    method = "spawn"

    def __init__(self, process: Any) -> None:
        from multiprocessing.context import set_spawning_popen

        _check_allowed()
        self.returncode: int | None = None
        set_spawning_popen(self)
        try:
            payload = dumps(self._first(process))
        finally:
            set_spawning_popen(None)
        self._number = _viva_host.process_start()
        if self._number == _TOO_MANY:
            raise OSError(errno.EAGAIN, f"no more than {MOST} processes can be alive at once in the sandbox")
        if self._number < 0:
            raise RuntimeError("this side of the sandbox can't start processes")
        self.pid = self.sentinel = _FIRST_PID + self._number
        self._ask(_prelude(self._number), payload)

    def _first(self, process: Any) -> tuple[Any, ...]:
        from _viva import process_main

        return process_main.run, process

    def _ask(self, prelude: dict[str, Any] | None, payload: bytes) -> None:
        _viva_host.process_call(self._number, b"\0" + pickle.dumps((prelude, payload)))

    def _reply(self, timeout: float | None) -> tuple[Any, ...] | None:
        """What the process said to its last request; None if it still works, or is over: then `returncode` is set."""
        if self.returncode is not None:
            return None
        nanoseconds = -1 if timeout is None else max(0, int(timeout * 1_000_000_000))
        what, status, reply = _viva_host.process_wait(self._number, nanoseconds)
        if self.returncode is not None:  # another thread has seen it end
            return None
        if what == _ENDED:
            self.returncode = status
        if what != _REPLIED:
            return None
        kind, *told = pickle.loads(reply)
        if kind == "exit":
            self._over(told[0])
            return None
        return kind, *told

    def _over(self, status: int) -> None:
        self.returncode = status
        _viva_host.process_end(self._number)

    def poll(self, flag: object = None) -> int | None:
        self._reply(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        self._reply(timeout)
        return self.returncode

    def _signal(self, number: int) -> None:
        if self.poll() is None:
            self._over(-number)

    def interrupt(self) -> None:
        self._signal(2)

    def terminate(self) -> None:
        self._signal(15)

    def kill(self) -> None:
        self._signal(9)

    def close(self) -> None:
        pass


class ResidentPopen(Popen):
    """A pool's worker: rests between the calls that it gets, and keeps what its modules hold from one to the next."""

    def _first(self, process: Any) -> tuple[Any, ...]:
        from _viva import process_main

        return process_main.adopt, process

    def poll(self, flag: object = None) -> int | None:
        # A reply is the one's who called.
        if self.returncode is None:
            what, status, _ = _viva_host.process_wait(self._number, 0)
            if what == _ENDED and self.returncode is None:
                self.returncode = status
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """As soon as nothing is left to do for it."""
        return self.poll()

    def settled(self) -> tuple[Any, ...] | None:
        """The reply to the last request, once it is there; None if the process has ended instead."""
        return self._reply(None)

    def call(self, payload: bytes) -> tuple[Any, ...] | None:
        self._ask(None, payload)
        return self._reply(None)

    def dismiss(self) -> None:
        """There is nothing more to do."""
        if self.returncode is None:
            self._over(0)


def resident(context: Any, how: Callable[..., Any], *args: Any) -> Any:
    """A process object of `context` whose process waits for calls after it has run `how(*args)`."""
    process = context.Process(target=how, args=args)
    process._Popen = ResidentPopen
    return process


def _check_allowed() -> None:
    if link.side is not None and link.side.trusted:
        raise RuntimeError("a case can't start processes: only the answer's code can")
    if number:
        from multiprocessing.process import current_process

        if getattr(current_process(), "_inheriting", False):
            raise RuntimeError(_BOOTSTRAPPING)
        raise RuntimeError("a process can't start processes of its own in the sandbox")
    if sources.loading:
        raise RuntimeError(_BOOTSTRAPPING)


def _prelude(number: int) -> dict[str, Any]:
    """What the process must know before it can read what it is to do."""
    return {"number": number, "files": sources.files(), "main": sources.main}
