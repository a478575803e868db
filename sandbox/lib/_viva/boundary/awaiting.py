"""Awaiting across the boundary: the awaitable stays where it lives and is taken a step at a time by the task that awaits it.

A step is one request. It ends as a step of a coroutine does: with a result, an exception, a bare yield, or a future to wait
for. A future is not sent; what waits is known by a number, and `Waiting` stands for its future on the other side. So a task
of either side runs through coroutines of both, is suspended by a future of either, and is cancelled where it is suspended.
"""

import itertools
import threading
import types
from asyncio import events, futures
from functools import partial

from .codec import WireError
from .natives import derives, special_method
from .verdicts import is_verdict

# How a step ended, with what comes after it in the reply.
_DONE, _YIELDED, _WAITS, _WAITS_FOR_YOURS, _ODD = range(5)  # result; number; number; number, yours; number, what was yielded
_ITERABLE_COROUTINE = 0x100


def joined(loop):
    """Whether the loop has a partner on the other side now, so that a task of either may be suspended over there."""
    return getattr(loop, "_partner", None) is not None or getattr(loop, "_driven", False)


def _alone():
    """Whether a loop runs here that the other side knows nothing of."""
    loop = events._get_running_loop()
    return loop is not None and not joined(loop)


class _Thread(threading.local):
    depth = 0  # steps of ours that the peer takes now


class Waiting:
    """Stands for the future of the peer's that the suspended awaitable of that number waits for.

    Its outcome isn't asked for: the awaitable reads it where it lives when it goes on.
    """

    def __init__(self, awaiting, number, watched):
        self._asyncio_future_blocking = True
        self.number = number
        self._awaiting = awaiting
        self._watched = watched  # the peer will say when it is done
        self._loop = events._get_running_loop()
        self._callbacks = []
        self._done = False

    def get_loop(self):
        return self._loop

    def done(self):
        return self._done

    def cancelled(self):
        return False

    def result(self):
        return None

    exception = result

    def add_done_callback(self, callback, *, context=None):
        self._callbacks.append((callback, context))
        if not self._watched:
            self._watched = True
            self._awaiting.watch(self)

    def remove_done_callback(self, callback):
        before = len(self._callbacks)
        self._callbacks = [pair for pair in self._callbacks if pair[0] != callback]
        return before - len(self._callbacks)

    def cancel(self, msg=None):
        return not self._done and self._awaiting.cancel(self.number, msg)

    def wake(self):
        """The future is done."""
        self._done, self._watched = True, False
        callbacks, self._callbacks = self._callbacks, []
        for callback, context in callbacks:
            run_callback(self._loop, callback, self, context)

    def __repr__(self):
        return "<Future of the other side>"


def run_callback(loop, callback, future, context):
    """A callback whose turn has come: where the future lives it was a handle of the loop's, and it is one here."""
    handle = events.Handle(callback, (future,), loop, context)
    run = getattr(loop, "_run_handle", None)
    if run is None:
        handle._run()
    else:
        run(handle)


class Awaiting:
    """One side's awaitables that the peer has suspended, and its own tasks that wait for the peer's."""

    def __init__(self, side):
        self._side = side
        self._numbers = itertools.count(1)
        self.suspended = {}  # number -> (iterator, the future that it waits for or None)
        self._waiting = {}  # the peer's number -> Waiting
        self._thread = _Thread()
        self._heard = {}  # our number, negative -> a future of the peer's that we were handed, and its state

    # ---- ours, for the peer ----

    def begin(self, x, how, value, watch):
        """The first step of an awaitable. If it waits for a future then, and `watch` says so, the peer is told when that is done."""
        return self._step(_iterator(x), how, value, watch)

    def resume(self, number, how, value, watch):
        """The next one."""
        found = self.suspended.pop(number, None)
        if found is None:
            raise WireError("nothing of that number waits")
        return self._step(found[0], how, value, watch)

    def _step(self, iterator, how, value, watch):
        thread = self._thread
        thread.depth += 1
        try:
            yielded = _advance(iterator, how, value)
        except StopIteration as stop:
            return _DONE, stop.value
        finally:
            thread.depth -= 1
        if how == "close":
            return _DONE, None
        number = next(self._numbers)
        if yielded is None:
            self.suspended[number] = iterator, None
            return _YIELDED, number
        if self._side.owns(yielded) or not getattr(yielded, "_asyncio_future_blocking", None):
            self.suspended[number] = iterator, None
            return _ODD, number, yielded
        yielded._asyncio_future_blocking = False
        if type(yielded) is Waiting and yielded._awaiting is self:
            self.suspended[number] = iterator, yielded
            return _WAITS_FOR_YOURS, number, yielded.number
        if futures._get_loop(yielded) is not events._get_running_loop():
            error = RuntimeError(f"Task got Future {yielded!r} attached to a different loop")
            return self._step(iterator, "throw", error, watch)
        self.suspended[number] = iterator, yielded
        if watch:
            yielded.add_done_callback(partial(_Woken(self._side), number))
        return _WAITS, number

    def watched(self, number):
        """The peer wants to hear when that future is done."""
        self._future(number).add_done_callback(partial(_Woken(self._side), number))

    def cancelled(self, number, message):
        """The peer cancels that future."""
        future = self._future(number)
        return (future.cancel() if message is None else future.cancel(msg=message)) is True

    def listened(self, future, number):
        """The peer wants to hear when a future that it was handed is done."""
        if not futures.isfuture(future):
            raise WireError("not a future")
        future.add_done_callback(partial(_Woken(self._side), number))

    def _future(self, number):
        found = self.suspended.get(number)
        if found is None or found[1] is None:
            raise WireError("nothing of that number waits")
        return found[1]

    def woken(self, number):
        """The peer's future is done."""
        waiting = self._waiting.pop(number, None)
        if waiting is not None:
            waiting.wake()
            return
        future, state = self._heard.pop(number, (None, None))
        if future is not None:
            loop = events._get_running_loop()
            for callback, context in state.pop("#callbacks", ()):
                run_callback(loop, callback, future, context)

    # ---- the peer's, for us ----

    def watch(self, waiting):
        self._waiting[waiting.number] = waiting
        self._side.request("watch", waiting.number)

    def cancel(self, number, message):
        try:
            return self._side.request("cancel", number, message) is True
        except WireError:  # it goes on already
            return False

    def add_callback(self, future, state, callback, context):
        """For a future of the peer's that we were handed; `state["#callbacks"]` are those that it has from us."""
        callbacks = state.setdefault("#callbacks", [])
        callbacks.append((callback, context))
        if len(callbacks) == 1:
            number = -next(self._numbers)
            self._heard[number] = future, state
            self._side.request("listen", future, number)

    def remove_callback(self, state, callback):
        callbacks = state.get("#callbacks", [])
        kept = [pair for pair in callbacks if pair[0] != callback]
        removed = len(callbacks) - len(kept)
        callbacks[:] = kept
        return removed

    def awaited(self, x):
        """`x.__await__()`: a generator that takes the steps of the peer's awaitable."""
        if _alone():
            return self._side.request("run", x)
        watch = not self._thread.depth
        return (yield from self.follow(self._side.request("await", x, "send", None, watch), watch))

    def follow(self, step, watched):
        """The steps after the first one, which the peer has taken."""
        step = self._checked(step)
        while step[0] != _DONE:
            try:
                value = yield self._yielded(step, watched)
            except BaseException as error:
                step, watched = self._thrown(step[1], error)
            else:
                step, watched = self._resume(step[1], "send", value)
        return step[1]

    def _thrown(self, number, error):
        if type(error) is GeneratorExit:
            self._resume(number, "close", None)
            raise error
        if not is_verdict(self._side, error):
            return self._resume(number, "throw", error)
        try:
            self._resume(number, "throw", error)
        except BaseException:
            pass
        raise error

    def step(self, x, state, how, value):
        """One step of a coroutine that is driven by hand, or by a task made of it. `state["#waits"]` is its number."""
        if _alone() and how == "send":
            raise StopIteration(self._side.request("run", x))
        number = state.pop("#waits", None)
        step, watched = self._begin(x, how, value) if number is None else self._resume(number, how, value)
        if how == "close":
            return None
        if step[0] == _DONE:
            raise StopIteration(step[1])
        state["#waits"] = step[1]
        return self._yielded(step, watched)

    # A task of ours that takes the steps will wait for the future, so it is watched at once. If the peer takes ours meanwhile, it
    # may be the peer's task, and the peer's own future.

    def _begin(self, x, how, value):
        watch = not self._thread.depth
        return self._checked(self._side.request("await", x, how, value, watch)), watch

    def _resume(self, number, how, value):
        self._waiting.pop(number, None)
        watch = not self._thread.depth
        return self._checked(self._side.request("resume", number, how, value, watch)), watch

    def _checked(self, step):
        if type(step) is tuple and len(step) > 1:
            code = step[0]
            if code == _DONE or type(step[1]) is int and (code in (_YIELDED, _WAITS) or len(step) == 3):
                return step
        raise WireError("bad reply")

    def _yielded(self, step, watched):
        """What the task that drives us gets."""
        code = step[0]
        if code == _YIELDED:
            return None
        if code == _WAITS:
            waiting = Waiting(self, step[1], watched)
            if watched:
                self._waiting[step[1]] = waiting
            return waiting
        if code == _WAITS_FOR_YOURS:
            future = self._future(step[2])
            future._asyncio_future_blocking = True
            return future
        return step[2]


class _Woken:
    """Tells the peer that what it waits for is done; it measures what it does then itself."""

    measured = True

    def __init__(self, side):
        self._side = side

    def __call__(self, number, future):
        self._side.request("woken", number)


def _iterator(x):
    """What a task would step through."""
    cls = type(x)
    if derives(types.CoroutineType, cls) or (
        derives(types.GeneratorType, cls) and x.gi_code.co_flags & _ITERABLE_COROUTINE
    ):
        return x
    try:
        method = special_method(x, "__await__")
    except AttributeError:
        raise TypeError(f"{cls.__name__!r} object can't be awaited") from None
    iterator = method()
    try:
        special_method(iterator, "__next__")
    except AttributeError:
        raise TypeError(f"__await__() returned non-iterator of type {type(iterator).__name__!r}") from None
    return iterator


def _advance(iterator, how, value):
    """One step, as `await` does it with what may lack send, throw and close."""
    if how == "send":
        if value is None and not derives(types.CoroutineType, type(iterator)):
            return next(iterator)
        return iterator.send(value)
    method = getattr(iterator, how, None)
    if how == "close":
        return None if method is None else method()
    if method is None:
        raise value
    return method(value)


def run(awaitable):
    """Runs it to its end in an event loop of its own: for a peer whose loop isn't joined with one of ours."""
    import asyncio
    from asyncio import tasks

    async def main():
        return await awaitable

    swap_current_task = getattr(tasks, "_swap_current_task", lambda loop, task: None)
    running = events._get_running_loop()
    task = None if running is None else swap_current_task(running, None)
    events._set_running_loop(None)  # the loop of this thread waits for the peer, which waits for us
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(main())
    finally:
        loop.close()
        events._set_running_loop(running)
        if task is not None:
            swap_current_task(running, task)
