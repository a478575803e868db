"""asyncio on the machine's clock: an event loop whose selector is a lock with a timeout.

There is nothing to select on in the sandbox but time and other threads, and the kernel parks a thread that waits for a lock.
"""

import _thread
import asyncio
import asyncio.events
from asyncio import base_events


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

    def select(self, timeout: float | None) -> tuple[()]:
        if timeout is None:
            self._wakes.acquire()
        elif timeout > 0:
            # A timeout beyond what a lock takes is as good as the longest one: the loop looks again.
            self._wakes.acquire(True, min(timeout, _thread.TIMEOUT_MAX))
        else:
            self._wakes.acquire(False)
        return ()

    def close(self) -> None:
        pass

    def get_map(self) -> dict[object, object]:
        return {}


class VirtualEventLoop(base_events.BaseEventLoop):
    """The loop that `asyncio.run` and `asyncio.new_event_loop` make here."""

    def __init__(self, selector: object = None) -> None:
        super().__init__()
        self._selector = Selector()
        self._clock_resolution = 1e-9

    def _process_events(self, event_list: object) -> None:
        pass

    def _write_to_self(self) -> None:
        self._selector.wake()

    def add_signal_handler(self, sig: int, callback: object, *args: object) -> None:
        raise NotImplementedError("there are no signals in the sandbox")

    def remove_signal_handler(self, sig: int) -> bool:
        return False


class _Policy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = VirtualEventLoop


def install() -> None:
    asyncio.events._set_event_loop_policy(_Policy())
    for module in (asyncio, asyncio.unix_events):
        module.SelectorEventLoop = VirtualEventLoop
        module.EventLoop = VirtualEventLoop
