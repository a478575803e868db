"""asyncio on the machine's clock: an event loop whose selector is a lock with a timeout.

There is nothing to select on in the sandbox but time and other threads, and the kernel parks a thread that waits for a lock.

A loop can drive another one, its partner, which lives on the other side of the boundary and never runs by itself: both
keep their own callbacks, and the driver decides whose is next by the time at which each became ready. So callbacks of
both sides run in the order in which they would in one loop. How the two reach each other is not known here: see
`boundary/joining.py`.
"""

import _thread
import asyncio
import asyncio.events
import heapq
import itertools
import sys
import threading
import time
from asyncio import base_events, events
from collections.abc import Callable
from types import BuiltinMethodType, MethodType
from typing import Any

from _viva.partners import Link, Partner

_now = time.monotonic_ns  # not to be patched: cases patch `time`
_MIN_CANCELLED = 100  # timers; below that, forgetting the cancelled ones isn't worth the work

# How the next callback is chosen: `choose(count)` says which of so many, 0 being the one that has waited longest. None: that one.
choose: Callable[[int], int] | None = None
# Told how long each callback ran, in seconds, and what it was.
measure: Callable[[float, events.Handle], None] | None = None
# Makes the link to a loop on the other side, for a loop that is about to run; None where there is no other side.
link: Callable[["VirtualEventLoop"], "Link | None"] | None = None


class Handle(events.Handle):
    __slots__ = ("stamp",)


class TimerHandle(events.TimerHandle):
    __slots__ = ("stamp",)


class _ThreadSafeHandle(getattr(events, "_ThreadSafeHandle", events.Handle)):
    __slots__ = ("stamp",)


class Selector:
    """Waits until another thread wakes it or the time is over."""

    def __init__(self) -> None:
        self._wakes = _thread.allocate_lock()
        self._wakes.acquire()

    def wake(self) -> None:
        try:
            self._wakes.release()
        except RuntimeError:
            pass  # it is woken already

    def select(self, timeout: float | None) -> None:
        if timeout is None:
            self._wakes.acquire()
        elif timeout > 0:
            # A timeout beyond what a lock takes is as good as the longest one: the loop looks again.
            self._wakes.acquire(True, min(timeout, _thread.TIMEOUT_MAX))

    def close(self) -> None:
        pass

    def get_map(self) -> dict[object, object]:
        return {}


class VirtualEventLoop(base_events.BaseEventLoop):
    """The loop that `asyncio.run` and `asyncio.new_event_loop` make here."""

    def __init__(self, selector: object = None) -> None:
        self._partner: Partner | None = None
        self._link: Link | None = None
        self._driven = False  # somebody else's partner at this time
        # What the driver was told last; it needs to hear of nothing that comes after.
        self._told_ready = False
        self._told_due: float | None = None
        self._versions = itertools.count(1)
        self._slow = 0.1
        self.began = 0.0  # when the callback that is measured began
        super().__init__()
        self._selector = Selector()
        self._clock_resolution = 1e-9

    # ---- what is to be run ----

    def _call_soon(self, callback: Any, args: tuple, context: Any) -> Handle:
        handle = Handle(callback, args, self, context)
        handle.stamp = _now()
        self._ready.append(handle)
        if self._driven and not self._told_ready:
            self._told_ready = True
            self._tell()
        return handle

    def call_soon_threadsafe(self, callback: Any, *args: Any, context: Any = None) -> Handle:
        self._check_closed()
        if self._debug:
            self._check_callback(callback, "call_soon_threadsafe")
        handle = _ThreadSafeHandle(callback, args, self, context)
        handle.stamp = _now()
        self._ready.append(handle)
        if self._driven:
            self._link.tell(True)
        self._selector.wake()
        return handle

    def call_at(self, when: float, callback: Any, *args: Any, context: Any = None) -> TimerHandle:
        if when is None:
            raise TypeError("when cannot be None")
        self._check_closed()
        if self._debug:
            self._check_thread()
            self._check_callback(callback, "call_at")
        timer = TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        if self._driven and (self._told_due is None or when < self._told_due):
            self._told_due = when
            self._tell()
        return timer

    def _tell(self) -> None:
        """Like a loop that runs alone, the driver sleeps on when another thread adds to what is ready without waking it."""
        self._link.tell(self._thread_id == threading.get_ident())

    # ---- running ----

    def run_forever(self) -> None:
        if self._link is None and link is not None:
            self._check_closed()
            self._check_running()
            self._link = link(self)
        self.begin()
        try:
            if self._link is None:
                self.drive()
            else:
                self._link.run()
        finally:
            self.end()

    def begin(self) -> None:
        """This thread's running loop from now on, until `end`."""
        self._check_closed()
        self._check_running()
        self._set_coroutine_origin_tracking(self._debug)
        self._old_agen_hooks = sys.get_asyncgen_hooks()
        self._thread_id = threading.get_ident()
        sys.set_asyncgen_hooks(firstiter=self._asyncgen_firstiter_hook, finalizer=self._asyncgen_finalizer_hook)
        events._set_running_loop(self)

    def end(self) -> None:
        self._stopping = False
        self._thread_id = None
        events._set_running_loop(None)
        self._set_coroutine_origin_tracking(False)
        if self._old_agen_hooks is not None:
            sys.set_asyncgen_hooks(*self._old_agen_hooks)
            self._old_agen_hooks = None

    def drive(self, partner: Partner | None = None) -> None:
        """Runs until `stop`."""
        self._partner = partner
        try:
            while True:
                self._run_once()
                if self._stopping:
                    break
        finally:
            self._partner = None

    def _run_once(self) -> None:
        partner, ready, end = self._partner, self._ready, self._clock_resolution
        self._forget_cancelled()
        scheduled = self._scheduled
        if not (ready or self._stopping or (partner is not None and partner.head is not None)):
            due = scheduled[0]._when if scheduled else None
            if partner is not None and partner.due is not None and (due is None or partner.due < due):
                due = partner.due
            self._selector.select(None if due is None else due - self.time())
        if scheduled or (partner is not None and partner.due is not None):
            self._move_due(self.time() + end)
        if choose is not None:
            self._run_chosen(choose)
        elif partner is None:
            for _ in range(len(ready)):
                self._run_handle(ready.popleft())
        else:
            # What becomes ready meanwhile is for the next time, on both sides.
            count, now = len(ready), _now()
            while True:
                head = partner.head
                if head is not None and head <= now and not (count and ready[0].stamp < head):
                    partner.turn(ready[0].stamp if count else now)
                elif count:
                    count -= 1
                    self._run_handle(ready.popleft())
                else:
                    break

    def _run_handle(self, handle: Handle) -> None:
        """The only place where callbacks are called."""
        if handle._cancelled:
            return
        if not (self._debug or measure is not None):
            handle._run()
            return
        before = self._current_handle, self.began
        self._current_handle, self.began = handle, self.time()
        try:
            handle._run()
        finally:
            seconds = self.time() - self.began
            self._current_handle, self.began = before
            self.ran(seconds, handle)

    def ran(self, seconds: float, handle: Handle) -> None:
        """A callback was measured."""
        callback = handle._callback
        if getattr(getattr(callback, "func", callback), "measured", False):
            return  # it only tells the other side, whose part is measured there
        if measure is not None:
            measure(seconds, handle)
        if self._debug and seconds >= self._slow:
            told = base_events._format_handle(handle)
            base_events.logger.warning("Executing %s took %.3f seconds", told, seconds)

    def _run_chosen(self, choose: Callable[[int], int]) -> None:
        """As the rest of `_run_once`, in the order that `choose` wants."""
        ready, partner = self._ready, self._partner
        for handle in [handle for handle in ready if handle._cancelled]:
            ready.remove(handle)
        mine, theirs = len(ready), 0 if partner is None else partner.batch()
        while mine + theirs:
            index = choose(mine + theirs) if mine + theirs > 1 else 0
            if index < mine:
                mine -= 1
                self._run_handle(self._taken(index))
            else:
                theirs -= 1
                partner.one(index - mine)

    def _taken(self, index: int) -> Handle:
        """The handle of that index, no longer ready; or the first that has to come before it."""
        ready = self._ready
        if _in_order(ready[index]):
            index = next(first for first, handle in enumerate(ready) if _in_order(handle))
        ready.rotate(-index)
        handle = ready.popleft()
        ready.rotate(index)
        return handle

    def _move_due(self, end: float) -> None:
        """Timers due before `end` become ready, in their order over both loops."""
        scheduled, partner = self._scheduled, self._partner
        while True:
            mine = scheduled[0]._when if scheduled else end
            theirs = end if partner is None or partner.due is None else partner.due
            if theirs < end and theirs < mine:
                partner.move(min(mine, end))
            elif mine < end:
                self._move_first()
            else:
                break

    def _move_first(self) -> None:
        handle = heapq.heappop(self._scheduled)
        handle._scheduled = False
        handle.stamp = _now()
        self._ready.append(handle)

    def _forget_cancelled(self) -> None:
        scheduled = self._scheduled
        if self._timer_cancelled_count > _MIN_CANCELLED and self._timer_cancelled_count * 2 > len(scheduled):
            kept = []
            for handle in scheduled:
                if handle._cancelled:
                    handle._scheduled = False
                else:
                    kept.append(handle)
            heapq.heapify(kept)
            self._scheduled = kept
            self._timer_cancelled_count = 0
            return
        while scheduled and scheduled[0]._cancelled:
            self._timer_cancelled_count -= 1
            heapq.heappop(scheduled)._scheduled = False

    # ---- being driven ----

    def board(self, link: Link) -> None:
        """Somebody else drives this loop from now on, in this thread, until `leave`."""
        self._link = link
        self.begin()
        self._driven = True

    def leave(self) -> None:
        self._driven = False
        self.end()

    def state(self) -> tuple[int, int | None, float | None]:
        """(version, when its first ready callback became ready, its earliest timer), for the driver.

        The version is taken first: of two states that overtake each other the newer one knows at least as much.
        """
        version = next(self._versions)
        self._forget_cancelled()
        ready, scheduled = self._ready, self._scheduled
        head = ready[0].stamp if ready else None
        due = scheduled[0]._when if scheduled else None
        self._told_ready, self._told_due = head is not None, due
        return version, head, due

    def turn(self, until: int) -> None:
        """Runs what became ready until then."""
        self._told_ready, self._told_due = True, float("-inf")  # `state` will tell
        ready = self._ready
        while ready and ready[0].stamp <= until:
            self._run_handle(ready.popleft())

    def one(self, index: int) -> None:
        self._told_ready, self._told_due = True, float("-inf")
        if index < len(self._ready):
            self._run_handle(self._taken(index))

    def move(self, end: float) -> None:
        scheduled = self._scheduled
        while scheduled and scheduled[0]._when < end:
            self._move_first()

    def batch(self) -> int:
        for handle in [handle for handle in self._ready if handle._cancelled]:
            self._ready.remove(handle)
        return len(self._ready)

    # ---- the end ----

    def run_until_complete(self, future: Any) -> Any:
        if getattr(future, "cr_code", None) in _SHUTDOWNS and self._idle(future.cr_code):
            future.close()
            return None
        return super().run_until_complete(future)

    def _idle(self, code: Any) -> bool:
        """Whether that shutdown has nothing to do: then the loop needn't run for it."""
        self._check_closed()
        self._check_running()
        if code is _SHUTDOWN_EXECUTOR:
            self._executor_shutdown_called = True
            return self._default_executor is None
        self._asyncgens_shutdown_called = True
        return not self._asyncgens and (self._link is None or not self._link.leftovers())

    async def shutdown_asyncgens(self) -> None:
        await super().shutdown_asyncgens()
        if self._partner is not None:
            await self._partner.finish()

    def stop(self) -> None:
        if not (self._driven and self._link.stop()):
            self._stopping = True

    def close(self) -> None:
        closed = self._closed
        super().close()
        if not closed and self._link is not None and not self._driven:
            self._link.close()

    # ---- settings ----

    def set_debug(self, enabled: bool) -> None:
        super().set_debug(enabled)
        if self._partner is not None:
            self._partner.debug()

    @property
    def slow_callback_duration(self) -> float:
        return self._slow

    @slow_callback_duration.setter
    def slow_callback_duration(self, seconds: float) -> None:
        self._slow = seconds
        if self._partner is not None:
            self._partner.debug()

    def set_exception_handler(self, handler: Any) -> None:
        super().set_exception_handler(handler)
        if self._partner is not None:
            self._partner.debug()

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        if self._exception_handler is None and self._link is not None and self._link.handled(context):
            return
        super().call_exception_handler(context)

    # ---- what a selector would do ----

    def _process_events(self, event_list: object) -> None:
        pass

    def _write_to_self(self) -> None:
        self._selector.wake()

    def add_signal_handler(self, sig: int, callback: object, *args: object) -> None:
        raise NotImplementedError("there are no signals in the sandbox")

    def remove_signal_handler(self, sig: int) -> bool:
        return False


_METHODS = (MethodType, BuiltinMethodType)


def _in_order(handle: events.Handle) -> bool:
    """Callbacks run in the order in which they were registered, says asyncio; which of several tasks is next, or timer at one time, it leaves open."""
    callback = handle._callback
    return not (
        isinstance(handle, events.TimerHandle)
        or type(callback).__name__ in ("TaskStepMethWrapper", "TaskWakeupMethWrapper")
        or (type(callback) in _METHODS and isinstance(callback.__self__, asyncio.Task))
    )


_SHUTDOWN_EXECUTOR = VirtualEventLoop.shutdown_default_executor.__code__
_SHUTDOWNS = (_SHUTDOWN_EXECUTOR, VirtualEventLoop.shutdown_asyncgens.__code__)


def install() -> None:
    # Before 3.14 these have no underscore.
    base = getattr(events, "_BaseDefaultEventLoopPolicy", None) or events.BaseDefaultEventLoopPolicy
    set_policy = getattr(events, "_set_event_loop_policy", None) or events.set_event_loop_policy
    set_policy(type("Policy", (base,), {"_loop_factory": VirtualEventLoop})())
    for module in (asyncio, asyncio.unix_events):
        module.SelectorEventLoop = VirtualEventLoop
        module.EventLoop = VirtualEventLoop
