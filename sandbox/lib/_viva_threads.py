"""What became of one side's threads: the exceptions that ended some, and those that go on when a case is over.

Each side imports its own copy of this module, and the judge asks the answer's. Nothing runs while no thread fails.
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
from types import TracebackType
from typing import Any

#: Virtual seconds that threads get to end by themselves once the case is over. Those that only wait cost nothing, those that
#: compute cost their fuel.
GRACE = 60.0
_KEPT = 20  # failures told of; a loop may start threads that fail for ever
_WORDS = ("thread", "executor", "concurrent", "timer")

hint = False  # whether the source of this side mentions threads at all
_raised: list[tuple[str, str]] = []  # (the thread's name, what a person reads)
_told = 0


def watch() -> None:
    """From now on failures are kept. They are printed as well, as they always are."""
    threading.excepthook = _keep


def look_at(text: str) -> None:
    """Whether the side may start threads, so that a case without any doesn't cost the question whether one is left."""
    global hint
    lowered = text.lower()
    hint = hint or any(word in lowered for word in _WORDS)


def raised() -> tuple[tuple[str, str], ...]:
    """(name of the thread, its own lines and the exception) of every failure that wasn't told yet."""
    global _told
    new, _told = tuple(_raised[_told:]), len(_raised)
    return new


def all_raised() -> list[str]:
    return [f"Exception in thread {name}:\n{text}" for name, text in _raised]


def unfinished() -> tuple[str, ...]:
    """Waits for the threads as an interpreter's exit does, but not for ever: a line for each of which nothing says that it will end.

    A timer of hours isn't waited for, and is no fault: a case with less virtual time than that would not get over it. So whoever only
    sleeps is left alone at once; a loop or a wait without a timeout gets the time that it may need to see that it is over.
    """
    if threading.active_count() == 1:
        return ()
    _dismiss_pool_workers()
    begun = time.monotonic()
    pause = min(0.05, GRACE)
    while left := _left():
        left[0].join(pause)
        doubtful, told = _doubtful()
        if not doubtful:
            return ()
        if time.monotonic() - begun >= GRACE:
            return told
        pause = min(2 * pause, GRACE)
    return ()


def _doubtful() -> tuple[bool, tuple[str, ...]]:
    """Whether there are threads that may never end, and a line for each that can be seen."""
    from _viva import waits
    from _viva.sources import sources

    left = {id(thread): thread for thread in _left()}
    standing = waits.standings(sources.own)
    seen = [one for one in standing if id(one.thread) in left]
    endless = [one for one in seen if one.endless]
    # One that is only just starting or ending stands nowhere.
    return bool(endless) or len(seen) < len(left), tuple(waits.says(one, standing) for one in endless)


def _left() -> list[threading.Thread]:
    """Those that the interpreter would wait for."""
    if threading.active_count() == 1:
        return []
    me = threading.current_thread()
    return [
        thread
        for thread in threading.enumerate()
        if not thread.daemon and thread is not me and thread is not threading.main_thread()
    ]


def _dismiss_pool_workers() -> None:
    """What an interpreter's exit does to pools that nobody shut down."""
    pools: Any = sys.modules.get("concurrent.futures.thread")
    if pools is None:
        return
    with pools._global_shutdown_lock:
        pools._shutdown = True
        queues = list(pools._threads_queues.values())
    for queue in queues:
        queue.put(None)


def _keep(args: threading.ExceptHookArgs) -> None:
    threading.__excepthook__(_without_ours(args))
    if args.exc_type is SystemExit or len(_raised) >= _KEPT:
        return
    from _viva.waits import short

    name = short(args.thread.name if args.thread is not None else threading.get_ident())
    _raised.append((name, _told_of(args.exc_type, args.exc_value, args.exc_traceback)))


def _without_ours(args: threading.ExceptHookArgs) -> threading.ExceptHookArgs:
    """The same without the boundary's frames: a call of a case's callback is one line of the thread's, not four."""
    kept, trace = [], args.exc_traceback
    while trace is not None:
        if not trace.tb_frame.f_code.co_filename.startswith("_viva/"):
            kept.append(trace)
        trace = trace.tb_next
    for one in reversed(kept):
        trace = TracebackType(trace, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return threading.ExceptHookArgs((args.exc_type, args.exc_value, trace, args.thread))


def _told_of(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> str:
    from _viva.boundary.tracing import lines_of
    from _viva.sources import sources

    try:
        lines = [*(lines_of(error, sources.own) if error is not None else ()), *traceback.format_exception_only(kind, error)]
    except BaseException as failure:  # noqa: BLE001 - the answer may have written its __str__
        lines = [f"{kind.__name__}, whose text can't be read: {type(failure).__name__}"]
    return "\n".join(line.rstrip() for line in lines)
