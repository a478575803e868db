"""Where every thread of this side stands, what it waits for, and who holds the lock that it wants: the story of a deadlock.

Nothing is recorded while code runs, so it costs nothing until somebody asks. The answer is read off the stacks: the expression at
which a thread waits names what it waits for, and the `with` statements and `acquire` calls around which a frame stands name what
its thread holds. No code of the frames' owners runs for it: names are looked up, nothing is called.
It knows neither the kernel, which finds the deadlock, nor what the other side does.
"""

from __future__ import annotations

import ast
import sys
import threading
import types
from collections.abc import Iterator
from types import FrameType
from typing import Any, NamedTuple

from _viva import scopes

_HERE = __name__.partition(".")[0]
_NAMED = (types.FunctionType, types.BuiltinFunctionType, types.MethodType)
_MAX_NAME = 60
_NATIVE_WAITS = ("sleep", "acquire", "get")  # which end by themselves if they are given an argument
# Those that move a process pool's jobs and results.
_POOL_THREADS = {
    ("concurrent.futures.process", "_drive"),
    ("_viva.pools", "_work"),
    *(("multiprocessing.pool", name) for name in ("_handle_workers", "_handle_tasks", "_handle_results")),
}
_LOCKS = (type(threading.Lock()), type(threading.RLock()))


class Place(NamedTuple):
    file: str
    line: int
    function: str
    source: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} (`{self.source}`)"


class Hold(NamedTuple):
    """A thread stands inside a `with` of the lock, or after its `acquire`."""

    lock: object
    name: str  # as the code there calls it
    place: Place


class Wait(NamedTuple):
    """`what` completes "waits for …"; `lock` and `thread` are what it depends on, if that is one of these."""

    what: str
    lock: object = None
    thread: threading.Thread | None = None


class Standing:
    """One thread: where it is in the files that are looked at, and why it doesn't go on."""

    def __init__(self, ident: int, frames: list[FrameType], files: set[str]) -> None:
        self.thread = threading._active.get(ident)
        self.number = 0  # among those that the other side started and calls from
        own = [i for i, frame in enumerate(frames) if frame.f_code.co_filename in files]
        self.at = _place(frames[own[0]]) if own else None
        self.wait = _wait(frames, own[0] if own else len(frames))
        self.holds = [hold for i in own for hold in _holds(frames[i])]
        self.idle = not own and _is_pool_worker(frames)
        #: Nothing says that it will ever end: it waits without a timeout, or again and again.
        self.endless = not _is_timed(frames, own[0] if own else len(frames)) or any(scopes.repeats(frames[i]) for i in own)

    @property
    def name(self) -> str:
        if self.thread is None:
            return f"calling thread {self.number}"
        if self.thread is threading.main_thread():
            return "the main thread"
        return f"thread '{short(self.thread.name)}'"


def short(name: object) -> str:
    """A thread's name as far as a line has room for it."""
    text = str(name)
    return text if len(text) <= _MAX_NAME else text[:_MAX_NAME] + "…"


def standings(files: set[str]) -> list[Standing]:
    """Of every thread that runs code of `files` or was started by it, in the order in which they began; not of the asking one."""
    found = []
    for ident, frame in sorted(sys._current_frames().items()):
        if ident == threading.get_ident():
            continue
        standing = Standing(ident, list(_outwards(frame)), files)
        main = standing.thread is threading.main_thread()
        if standing.at is not None or (standing.thread is not None and not main):
            found.append(standing)
    callers = [standing for standing in found if standing.thread is None]
    for number, standing in enumerate(callers, 1):
        standing.number = number
    return found


def told(files: set[str]) -> dict[str, Any]:
    """For the host: `says`, a line a thread that stands still, and the same taken apart."""
    found = standings(files)
    return {"says": [says(one, found) for one in found if not one.idle], "threads": [_parts(one, found) for one in found]}


def says(one: Standing, all: list[Standing]) -> str:
    """What a person is told of this thread."""
    where = f" at {one.at}" if one.at else ""
    line = f"{one.name} waits for {one.wait.what}{where}"
    if one.wait.lock is None:
        return line
    holders = _holders(one.wait.lock, all)
    if not holders:
        return f"{line}; {_forgotten(one.wait.lock)}"
    who = ", ".join(f"{'itself' if other is one else other.name} since {hold.place}" for other, hold in holders)
    return f"{line}, held by {who}"


def _forgotten(lock: Any) -> str:
    return "no thread that still runs is inside a `with` of it: it was acquired and never released" if lock.locked() else "it is free by now"


def _parts(one: Standing, all: list[Standing]) -> dict[str, Any]:
    holders = [] if one.wait.lock is None else _holders(one.wait.lock, all)
    return {
        "name": one.name,
        "daemon": one.thread is not None and one.thread.daemon,
        "idle": one.idle,
        "at": one.at and one.at._asdict(),
        "waits_for": one.wait.what,
        "held_by": [{"name": other.name, "lock": hold.name, **hold.place._asdict()} for other, hold in holders],
        "joins": one.wait.thread and one.wait.thread.name,
        "holds": [{"lock": hold.name, **hold.place._asdict()} for hold in one.holds],
    }


def _holders(lock: object, all: list[Standing]) -> list[tuple[Standing, Hold]]:
    return [(one, hold) for one in all for hold in one.holds if hold.lock is lock][:3]


# ---- one thread's frames ----


def _outwards(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _place(frame: FrameType) -> Place:
    code = frame.f_code
    return Place(code.co_filename, frame.f_lineno, code.co_name, scopes.line(code.co_filename, frame.f_lineno))


def _module(frame: FrameType) -> str:
    name = frame.f_globals.get("__name__")
    return name if type(name) is str else ""


def _is_pool_worker(frames: list[FrameType]) -> bool:
    """Between two jobs: it waits for the next one. Or it only stands for a process, which tells where it stands itself."""
    inner = None  # where the queue's `get` is native, the worker itself is the innermost
    for frame in frames:
        if (_module(frame), frame.f_code.co_name) in _POOL_THREADS:
            return True
        if frame.f_code.co_name == "_worker" and _module(frame) == "concurrent.futures.thread":
            return inner in (None, "get")
        inner = frame.f_code.co_name
    return False


def _holds(frame: FrameType) -> Iterator[Hold]:
    for node in scopes.entered(frame):
        lock = _lock_of(scopes.value(node, frame))
        if lock is not None:
            file = frame.f_code.co_filename
            place = Place(file, node.lineno, frame.f_code.co_name, scopes.line(file, node.lineno))
            yield Hold(lock, scopes.text(node), place)


def _lock_of(x: Any) -> Any:
    """The lock that a `with x` holds, if it holds one."""
    if isinstance(x, threading.Condition):
        x = x._lock
    return x if type(x) in _LOCKS else None


def _wait(frames: list[FrameType], own: int) -> Wait:
    """What the innermost frame of ours, frames[own], waits for; those before it are the library's, called by it."""
    name = scopes.text(scopes.receiver(frames[own])) if own < len(frames) else ""
    for frame in reversed(frames[:own]):
        module, function = _module(frame), frame.f_code.co_name
        if module.partition(".")[0] == _HERE:
            if function == "request":
                return Wait("the other side to return from a call")
            if function == "select":
                return Wait("something to do: its event loop has nothing ready and nothing due")
        tell = _KNOWN.get((module, function))
        found = frame.f_locals.get("self") if tell else None
        if found is not None:
            return tell(found, f"`{name}`" if name else f"its {type(found).__name__.lower()}")
    if own == len(frames):
        return Wait(_target(frames))
    node = scopes.receiver(frames[own])
    lock = None if node is None else _lock_of(scopes.value(node, frames[own]))
    if lock is not None:
        return Wait(f"the lock `{name}`", lock=lock)
    call = scopes.text(scopes.waiting(frames[own]))
    return Wait(f"`{call}` to return" if call else "this line to go on")


def _is_timed(frames: list[FrameType], own: int) -> bool:
    """Whether the wait of frames[own], or of the library's frames that it called, ends by itself."""
    for frame in frames[:own]:
        if _module(frame) != "threading" or frame.f_code.co_name != "run":
            if "timeout" in frame.f_locals:
                return frame.f_locals["timeout"] is not None
    if own == len(frames):
        return _target(frames) == "`sleep` to return"
    node = scopes.waiting(frames[own])
    called = scopes.text(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
    return called in _NATIVE_WAITS and bool(node.args or node.keywords)


def _target(frames: list[FrameType]) -> str:
    """A thread that runs a function of the library's as a whole, `time.sleep` say."""
    for frame in frames:
        if _module(frame) == "threading" and frame.f_code.co_name == "run":
            target = scopes.value(ast.parse("self._target", mode="eval").body, frame)
            name = getattr(target, "__qualname__", None) if type(target) in _NAMED else None
            if type(name) is str:
                return f"`{name}` to return"
    return "the library"


# ---- what the library's frames wait for, by what their `self` is ----


def _condition(x: Any, name: str) -> Wait:
    return Wait(f"a notify of {name}")


def _locked(x: Any, name: str) -> Wait:
    return Wait(f"the lock of {name}", lock=_lock_of(x))


def _event(x: Any, name: str) -> Wait:
    return Wait(f"{name} to be set")


def _semaphore(x: Any, name: str) -> Wait:
    return Wait(f"{name}, whose count is {x._value}")


def _barrier(x: Any, name: str) -> Wait:
    return Wait(f"{name}, where {x._count} of {x._parties} threads are")


def _join(x: threading.Thread, name: str) -> Wait:
    return Wait(f"thread '{short(x.name)}' to end", thread=x)


def _get(x: Any, name: str) -> Wait:
    return Wait(f"an item in {name}, which is empty")


def _put(x: Any, name: str) -> Wait:
    return Wait(f"room in {name}, which is full with {x.maxsize}")


def _tasks(x: Any, name: str) -> Wait:
    return Wait(f"task_done of {x.unfinished_tasks} more items of {name}")


def _result(x: Any, name: str) -> Wait:
    return Wait(f"the result of {name}, which is {x._state.lower()}")


def _shutdown(x: Any, name: str) -> Wait:
    return Wait(f"the jobs of {name} to end")


_KNOWN = {
    ("threading", "__enter__"): _locked,
    ("threading", "wait"): lambda x, name: _WAITS.get(type(x).__name__, _condition)(x, name),
    ("threading", "wait_for"): _condition,
    ("threading", "acquire"): _semaphore,
    ("threading", "join"): _join,
    ("queue", "get"): _get,
    ("_viva.simple_queue", "get"): _get,
    ("queue", "put"): _put,
    ("queue", "join"): _tasks,
    ("concurrent.futures._base", "result"): _result,
    ("concurrent.futures._base", "exception"): _result,
    ("concurrent.futures._base", "__exit__"): _shutdown,
    ("concurrent.futures.thread", "shutdown"): _shutdown,
}
_WAITS = {"Event": _event, "Barrier": _barrier}
