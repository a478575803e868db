"""Tasks of the other side in which code of this side runs: `asyncio.current_task()`, `timeout` and `TaskGroup` want one.

A task lives on the side that made it. Where its coroutine awaits one of the other side's, a `Shadow` stands for it there,
always the same one, with what such code asks of its task and no more.
"""

import asyncio
import itertools
import weakref
from asyncio import events, tasks

from .awaiting import joined, run_callback
from .codec import WireError

current_task, all_tasks = tasks.current_task, tasks.all_tasks  # asyncio's own, which know of this side alone
# What a side may ask of a task of the peer's.
_METHODS = frozenset("cancel uncancel cancelling done cancelled get_name set_name".split())


class CurrentTasks:
    """One side's tasks that the peer's code runs in, and its shadows of the peer's."""

    def __init__(self, side):
        self.side = side
        self._numbers = itertools.count(1)
        self._tasks = weakref.WeakValueDictionary()  # our number -> task of ours
        self._numbered = weakref.WeakKeyDictionary()  # task of ours -> its number
        self._shadows = weakref.WeakValueDictionary()  # the peer's number -> Shadow
        self._watching = {}  # the peer's number -> Shadow with callbacks
        self.perform = {"task": self._task, "ended": self._task_ended}

    def peers_current(self):
        """The stand-in of the task of the peer's that runs code of ours now, or None."""
        found = self.side.request("task", "current", 0, ())
        if found is None:
            return None
        if type(found) is not int:
            raise WireError("bad reply")
        shadow = self._shadows.get(found)
        if shadow is None:
            shadow = self._shadows[found] = Shadow(self, found, events._get_running_loop())
        return shadow

    def _task(self, operation, number, args):
        if operation == "current":
            task = None if events._get_running_loop() is None else current_task()
            if task is None or type(task) is Shadow:
                return None
            number = self._numbered.get(task)
            if number is None:
                number = self._numbered[task] = next(self._numbers)
                self._tasks[number] = task
            return number
        task = self._tasks.get(number) if type(number) is int else None
        if task is None:
            raise WireError("no such task")
        if operation == "watch":
            tell = self.side.request
            task.add_done_callback(lambda task: tell("ended", number, task.cancelled(), task.get_name()))
            return None
        if operation not in _METHODS or type(args) is not tuple:
            raise WireError("no such operation")
        return getattr(task, operation)(*args)

    def _task_ended(self, number, cancelled, name):
        shadow = self._watching.pop(number, None)
        if shadow is not None:
            shadow.ended({"done": True, "cancelled": cancelled, "get_name": name, "cancel": False})

    def install(self):
        """Makes asyncio's own functions know the peer's tasks."""

        def current(loop=None):
            task = current_task(loop)
            if task is not None:
                return task
            running = events._get_running_loop()
            if running is None or (loop is not None and loop is not running) or not joined(running):
                return None
            return self.peers_current()

        def everything(loop=None):
            found = all_tasks(loop)
            loop = loop or events._get_running_loop()
            if self.side.trusted:
                if (link := getattr(loop, "_link", None)) is not None:
                    found.update(link.peers_tasks())
            elif joined(loop) and (task := current()) is not None:
                found.add(task)
            return found

        for module in (asyncio, tasks):
            module.current_task, module.all_tasks = current, everything


class Shadow:
    """Stands for the task of the peer's in which code of ours runs: `asyncio.current_task()`, `timeout`, `TaskGroup`."""

    _asyncio_future_blocking = None
    __class__ = property(lambda self: asyncio.Task)

    def __init__(self, tasks, number, loop):
        self._tasks = tasks
        self._number = number
        self._loop = loop
        self._callbacks = []
        self._end = {}  # what it says for ever, once it is known to be over

    def _ask(self, operation, *args):
        if operation in self._end:
            return self._end[operation]
        return self._tasks.side.request("task", operation, self._number, args)

    def cancel(self, msg=None):
        return self._ask("cancel") if msg is None else self._ask("cancel", msg)

    def uncancel(self):
        return self._ask("uncancel")

    def cancelling(self):
        return self._ask("cancelling")

    def done(self):
        return self._ask("done")

    def cancelled(self):
        return self._ask("cancelled")

    def get_name(self):
        return self._ask("get_name")

    def set_name(self, value):
        self._ask("set_name", str(value))

    def get_loop(self):
        return self._loop

    def get_coro(self):
        return None

    def get_stack(self, *, limit=None):
        return []

    def add_done_callback(self, callback, *, context=None):
        self._callbacks.append((callback, context))
        if len(self._callbacks) == 1:
            self._tasks._watching[self._number] = self
            self._ask("watch")

    def remove_done_callback(self, callback):
        before = len(self._callbacks)
        self._callbacks = [pair for pair in self._callbacks if pair[0] != callback]
        return before - len(self._callbacks)

    def ended(self, end):
        self._end = end
        callbacks, self._callbacks = self._callbacks, []
        for callback, context in callbacks:
            run_callback(self._loop, callback, self, context)

    def __repr__(self):
        return f"<Task of the other side name={self.get_name()!r}>"
