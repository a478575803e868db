"""Context variables: code of one side that runs in a task of the other sees them as that task's.

A variable lives on one side. For each context of the peer's, as its tasks have them, there is one of ours, in which what the
peer asks from within that task is done; a task that is made in another one gets a copy. This costs each request something, so
it is left out unless the texts of a side mention context variables at all.
"""

import threading
from asyncio import events
from contextvars import copy_context

from .awaiting import joined
from .codec import WireError
from .current import current_task


class _Thread(threading.local):
    number = 0  # the peer's context that this thread works for
    entered = ()


class Contexts:
    """One side's contexts that stand for the peer's, and the numbers of its own."""

    def __init__(self, side):
        self._side = side
        self._plain = None  # the side's request, which doesn't say from which task it comes
        self.used = False  # code of ours has context variables
        self._numbers = {}  # id of a context of ours -> (it, its number)
        self._ours = {}  # the peer's number -> context of ours
        self._thread = _Thread()
        self.perform = {"within": self._within, "fork": self._fork}

    def tell(self, loop):
        """From now on requests from tasks say which; the tasks that `loop` makes are told of."""
        side = self._side
        if self._plain is None:
            self._plain = side.request
            side.request = self._request
        if "create_task" in vars(loop):
            return
        create_task = loop.create_task

        def create_and_tell(coro, **options):
            task = create_task(coro, **options)
            if options.get("context") is None and events._get_running_loop() is loop:
                side.request("fork", self._number(task.get_context()))
            return task

        loop.create_task = create_and_tell

    def _number(self, context):
        found = self._numbers.get(id(context))
        if found is None:
            found = self._numbers[id(context)] = context, len(self._numbers) + 1
        return found[1]

    def _request(self, kind, *payload):
        running = events._get_running_loop()
        task = current_task(running) if joined(running) else None
        if task is None:
            return self._plain(kind, *payload)
        return self._plain("within", self._number(task.get_context()), kind, payload)

    def _within(self, number, kind, payload):
        side = self._side
        if side.guard is not None:
            side._allow(kind, payload)
        if kind == "within":
            raise WireError("no such request")
        perform = side._perform[kind]
        thread = self._thread
        if number == thread.number:
            return perform(*payload)
        context = self._ours.get(number)
        if context is None:
            context = self._ours[number] = copy_context()
        elif number in thread.entered:
            context = context.copy()
        before = thread.number, thread.entered
        thread.number, thread.entered = number, (*thread.entered, number)
        try:
            return context.run(perform, *payload)
        finally:
            thread.number, thread.entered = before

    def _fork(self, number):
        self._ours[number] = copy_context()
