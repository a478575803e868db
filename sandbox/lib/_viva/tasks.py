"""Where the tasks of this side wait: for a deadlock's report, and for tasks that don't end.

A task's place is the innermost line of the side's own files in its chain of awaits. Nothing of the other side is told: where a
chain goes on over there, the other side tells it as its own.
"""

import linecache
from typing import Any

from _viva.boundary import Side
from _viva.boundary.current import all_tasks as tasks_of
from _viva.sources import sources

_MAX_TASKS = 50
_MAX_DEPTH = 1_000
_MAX_LENGTH = 300
_NEXT = ("cr_await", "gi_yieldfrom", "ag_await")
_FRAME = ("cr_frame", "gi_frame", "ag_frame")


def waiting(side: Side) -> list[dict[str, Any]]:
    """What waits on this side: {"task", "file", "line", "function", "source", "for"}; the last five are None if no line of its own is known."""
    found = [place(side, task.get_name(), task.get_coro()) for task in _pending(side.joining.loops())]
    what = "the answer's task" if side.trusted else "the case's task"
    found += [place(side, what, iterator) for iterator, _ in list(side.awaiting.suspended.values())]
    # What waits for something of the other side's has its own line in there as well.
    return [one for one in found if one["file"] is not None][:_MAX_TASKS] or found[:_MAX_TASKS]


def lines(side: Side) -> list[str]:
    """`waiting(side)` as text: task 'Task-2' waits for Queue.get, in worker (answer.py:12): item = await queue.get()"""
    return [line(one) for one in waiting(side)]


def line(one: dict[str, Any]) -> str:
    who = one["task"] if one["task"].startswith("the ") else f"task {one['task']!r}"
    what = f" for {one['for']}" if one["for"] else ""
    if one["file"] is None:
        return f"{who} waits{what}"
    return f"{who} waits{what}, in {one['function']} ({one['file']}:{one['line']}): {one['source']}"[:_MAX_LENGTH]


def place(side: Side, task: str, awaitable: Any) -> dict[str, Any]:
    """Where an awaitable is suspended."""
    told: dict[str, Any] = {"task": task, "file": None, "line": None, "function": None, "source": None, "for": None}
    below: Any = None
    for depth, current in enumerate(_chain(awaitable)):
        frame = _first(current, _FRAME)
        code = None if frame is None else frame.f_code
        if code is None or (sources.own and code.co_filename not in sources.own):
            below = current if below is None and depth else below
            continue
        source = linecache.getline(code.co_filename, frame.f_lineno).strip()
        told.update(file=code.co_filename, line=frame.f_lineno, function=code.co_name, source=source)
        below = None
    told["for"] = None if below is None else _kind(side, below)
    return told


def _chain(awaitable: Any) -> list[Any]:
    """The awaitable, what it awaits, and so on."""
    chain: list[Any] = []
    while awaitable is not None and len(chain) < _MAX_DEPTH:
        chain.append(awaitable)
        awaitable = _first(awaitable, _NEXT)
    return chain


def _first(x: Any, names: tuple[str, ...]) -> Any:
    # By the type: a proxy would be asked across the boundary, an object of the author's might answer anything.
    for name in names:
        if name in type(x).__dict__:
            return getattr(x, name)
    return None


def _kind(side: Side, x: Any) -> str:
    """What is awaited, as its author calls it."""
    name = getattr(x, "__qualname__", None) if _first(x, _FRAME) is not None else None
    if type(name) is str and name.startswith("Awaiting."):
        return "the answer" if side.trusted else "the case's callback"
    return name if type(name) is str else f"a {type(x).__name__.removesuffix('Iter')}"


def _pending(loops: list[Any]) -> list[Any]:
    """The tasks of these loops that aren't done."""
    pending = [task for loop in loops for task in tasks_of(loop)]
    return sorted(pending, key=lambda task: (len(task.get_name()), task.get_name()))
