"""Two event loops, one on each side, joined so that they run as one.

The side whose loop is started drives. It asks the peer to `join`: in the thread that serves along this chain of calls the
peer makes a loop of its own the running one, and calls back with `drive`, within which the driver's loop runs. As long as it
does, every request along the chain finds a running loop over there. The driver gives the other loop its turns; whatever
becomes ready there in between is told with `ready`.
"""

import asyncio
import itertools
import math
import sys
import threading
import weakref

from .codec import WireError
from .current import CurrentTasks, all_tasks

# For how long `asyncio.run` waits for its threads in the end; before 3.12 it waits as long as they take.
_PATIENCE = () if sys.version_info < (3, 12) else (300,)
_MAX_LOOPS = 10_000


class _Thread(threading.local):
    starting = None  # the link whose `join` this thread has sent


class Joining:
    """The joined loops of one side."""

    def __init__(self, side):
        self.side = side
        self._numbers = itertools.count(1)
        self._links = weakref.WeakValueDictionary()  # our number -> link of a loop of ours that drives
        self._driven = {}  # the peer's number -> link of a loop of ours that is driven
        self.thread = _Thread()
        self.current = CurrentTasks(side)
        self.perform = {
            "join": self._join,
            "drive": self._drive,
            "ready": self._ready,
            "turn": lambda number, until: self._driven_link(number).turn(until),
            "one": lambda number, index: self._driven_link(number).one(index),
            "move": lambda number, end: self._driven_link(number).move(end),
            "batch": lambda number: self._driven_link(number).loop.batch(),
            "debug": lambda number, *settings: self._driven_link(number).debug(*settings),
            "leftovers": lambda number: self._driven_link(number).has_leftovers(),
            "finish": lambda number: self._driven_link(number).finish(),
            "close": self._close,
            "stop": self._stop,
            "exception": self._exception,
            "tasks": self._all_tasks,
            **self.current.perform,
        }

    def link(self, loop):
        """For a loop that is about to run by itself."""
        number = next(self._numbers)
        link = self._links[number] = Driving(self, loop, number)
        return link

    def loops(self):
        """Those of ours that were joined or could be."""
        return [link.loop for link in (*self._links.values(), *self._driven.values()) if link.loop is not None]

    # ---- a loop that is sent is the other side's half of the pair over there ----

    def name_of_loop(self, loop):
        link = getattr(loop, "_link", None)
        if isinstance(link, Driven):
            return f"loop -{link.number}"
        return f"loop {link.number}" if isinstance(link, Driving) and link.joined else None

    def loop_named(self, name):
        kind, _, number = name.partition(" ")
        if kind != "loop" or not number.removeprefix("-").isdecimal() or len(number) > 9:
            return None
        link = self._links.get(-int(number)) if number[0] == "-" else self._driven.get(int(number))
        return None if link is None else link.loop

    # ---- what the peer asks ----

    def _driven_link(self, number):
        link = self._driven.get(number) if type(number) is int else None
        if link is None:
            raise WireError("no such loop")
        return link

    def _driving_link(self, number):
        link = self._links.get(number) if type(number) is int else None
        if link is None:
            raise WireError("no such loop")
        return link

    def _join(self, number, contexts, *settings):
        if type(number) is not int:
            raise WireError("bad request")
        link = self._driven.get(number)
        if link is None:
            if len(self._driven) >= _MAX_LOOPS:
                raise WireError("too many loops")
            loop = asyncio.new_event_loop()
            if not hasattr(loop, "board"):
                loop.close()
                raise WireError("no loop that could be joined")
            link = self._driven[number] = Driven(self, loop, number)
        link.debug(*settings)
        if contexts:
            self.side.contexts.tell(link.loop)
        link.loop.board(link)
        try:
            self.side.request("drive", number, self.side.contexts.used, link.loop.state())
        finally:
            link.loop.leave()

    def _drive(self, number, contexts, state):
        link = self.thread.starting
        if link is None or link.number != number or link.ran:
            raise WireError("no loop that is to be run")
        if contexts:
            self.side.contexts.tell(link.loop)
        link.drive(state)

    def _ready(self, number, state, wakes):
        self._driving_link(number).told(state, wakes is True)

    def _close(self, number):
        link = self._driven.pop(number, None)
        if link is not None:
            link.loop.close()

    def _stop(self, number):
        self._driving_link(number).loop.stop()

    def _exception(self, number, message, exception, task):
        context = {"message": str(message)}
        if exception is not None:
            context["exception"] = exception
        if task is not None:
            context["task"] = task
        self._driving_link(number).loop.call_exception_handler(context)

    def _all_tasks(self, number):
        """The tasks of the loop of ours that is joined with the one that asks."""
        link = self._links.get(-number) if number < 0 else self._driven.get(number)
        return [] if link is None else list(all_tasks(link.loop))

def _checked(state):
    """(version, head, due) as an honest peer tells it."""
    if type(state) is tuple and len(state) == 3:
        version, head, due = state
        if type(version) is int and (head is None or type(head) is int):
            if due is None or (type(due) in (int, float) and not math.isnan(due)):
                return state
    raise WireError("bad reply")


class Driving:
    """Between a loop of ours that runs by itself and the one on the other side: the loop's `Link` and its `Partner`."""

    def __init__(self, joining, loop, number):
        self._side = joining.side
        self._thread = joining.thread
        self._loop = weakref.ref(loop)
        self.number = number
        self.ran = False
        self.joined = False  # the peer has a loop for it
        self._error = None
        self._version = 0
        self.head = None
        self.due = None

    @property
    def loop(self):
        return self._loop()

    # ---- Link ----

    def run(self):
        thread, outer = self._thread, self._thread.starting
        thread.starting, self.ran, self._error = self, False, None
        try:
            self._side.request("join", self.number, self._side.contexts.used, *self._settings())
        except BaseException:
            if self.ran and self._error is None:
                raise
        finally:
            thread.starting = outer
        if not self.ran:  # the peer has no thread for it, or won't: then there is nothing to await over there
            self.loop.drive()
        error, self._error = self._error, None
        if error is not None:
            raise error

    def drive(self, state):
        self.ran = self.joined = True
        self._version = 0
        try:
            self._take(state)
            self.loop.drive(self)
        except BaseException as error:
            self._error = error

    def told(self, state, wakes):
        """News from outside a turn; a thread of the peer's may bring them while our loop sleeps."""
        self._take(state)
        loop = self.loop
        if wakes and loop is not None and loop._thread_id != threading.get_ident():
            loop._selector.wake()

    def _take(self, state):
        version, head, due = _checked(state)
        if version > self._version:
            self._version, self.head, self.due = version, head, due

    def leftovers(self):
        return self.joined and self._side.request("leftovers", self.number) is True

    def close(self):
        if self.joined:
            self.joined = False
            self._side.request("close", self.number)

    def stop(self):
        return False

    def tell(self, wakes):
        pass

    def handled(self, context):
        return False

    def peers_tasks(self):
        return self._side.request("tasks", self.number) if self.joined else []

    # ---- Partner ----

    def turn(self, until):
        self._take(self._side.request("turn", self.number, until))

    def one(self, index):
        self._take(self._side.request("one", self.number, index))

    def move(self, end):
        self._take(self._side.request("move", self.number, end))

    def batch(self):
        count = self._side.request("batch", self.number)
        if type(count) is not int or count < 0:
            raise WireError("bad reply")
        return count

    def debug(self):
        self._side.request("debug", self.number, *self._settings())

    def _settings(self):
        loop = self.loop
        # What the answer's tasks die of may go to a handler of the case's, as in one loop; not the other way round.
        return loop.get_debug(), loop.slow_callback_duration, self._side.trusted and loop.get_exception_handler() is not None

    async def finish(self):
        await _Following(self._side, self._side.request("finish", self.number))


class Driven:
    """Between a loop of ours and the one on the other side that drives it."""

    def __init__(self, joining, loop, number):
        self._side = joining.side
        self.loop = loop
        self.number = number
        self._tells_exceptions = False

    def turn(self, until):
        if type(until) is not int:
            raise WireError("bad request")
        self.loop.turn(until)
        return self.loop.state()

    def one(self, index):
        if type(index) is not int or index < 0:
            raise WireError("bad request")
        self.loop.one(index)
        return self.loop.state()

    def move(self, end):
        if type(end) not in (int, float):
            raise WireError("bad request")
        self.loop.move(end)
        return self.loop.state()

    def debug(self, debug, slow, tells_exceptions):
        self._tells_exceptions = tells_exceptions is True and not self._side.trusted
        if type(slow) in (int, float):
            self.loop.slow_callback_duration = slow
        if self.loop.get_debug() != (debug is True):
            self.loop.set_debug(debug is True)

    def has_leftovers(self):
        loop = self.loop
        return bool(loop._asyncgens or loop._default_executor or all_tasks(loop))

    def finish(self):
        """Begins what `asyncio.run` does in the end; the driver takes the steps."""
        return self._side.awaiting.begin(_finish(self.loop), "send", None, True)

    # ---- Link ----

    def run(self):
        raise RuntimeError("This event loop is already running")

    def leftovers(self):
        return False

    def close(self):
        pass

    def stop(self):
        self._side.request("stop", self.number)
        return True

    def tell(self, wakes):
        self._side.request("ready", self.number, self.loop.state(), wakes)

    def handled(self, context):
        if not self._tells_exceptions:
            return False
        task = context.get("task") or context.get("future")
        self._side.request("exception", self.number, context.get("message"), context.get("exception"), task)
        return True

    def peers_tasks(self):
        return self._side.request("tasks", -self.number)


async def _finish(loop):
    left = all_tasks(loop)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    for task in left:
        if not task.cancelled() and task.exception() is not None:
            loop.call_exception_handler(
                {
                    "message": "unhandled exception during asyncio.run() shutdown",
                    "exception": task.exception(),
                    "task": task,
                }
            )
    await loop.shutdown_asyncgens()
    await loop.shutdown_default_executor(*_PATIENCE)


class _Following:
    def __init__(self, side, step):
        self._side = side
        self._step = step

    def __await__(self):
        return self._side.awaiting.follow(self._step, True)
