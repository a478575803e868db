"""`ProcessPoolExecutor` over the sandbox's processes: each worker is a process and a thread of the parent's that hands it calls."""

import itertools
import os
import queue
import threading
import traceback
import weakref
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import _base
from functools import partial
from multiprocessing import get_context
from typing import Any

from _viva import processes
from _viva.process_main import Reply, without_ours

_global_shutdown = False
_threads_queues: weakref.WeakKeyDictionary[threading.Thread, queue.SimpleQueue] = weakref.WeakKeyDictionary()


class _RemoteTraceback(Exception):
    def __init__(self, tb: str) -> None:
        self.tb = tb

    def __str__(self) -> str:
        return self.tb


class _ExceptionWithTraceback:
    def __init__(self, exc: BaseException) -> None:
        self.exc = exc
        # What holds on to the frames can't be pickled.
        self.exc.__traceback__ = without_ours(exc.__traceback__)
        self.tb = '\n"""\n{}"""'.format("".join(traceback.format_exception(exc)))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_exc, (self.exc, self.tb)


def _rebuild_exc(exc: BaseException, tb: str) -> BaseException:
    exc.__cause__ = _RemoteTraceback(tb)
    return exc


class BrokenProcessPool(_base.BrokenExecutor):
    """Raised when a process in a ProcessPoolExecutor terminated abruptly while a future was in the running state."""


class _WorkItem:
    def __init__(self, future: _base.Future, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.future, self.fn, self.args, self.kwargs = future, fn, args, kwargs


def _prepare(initializer: Callable[..., object] | None, initargs: tuple[Any, ...]) -> None:
    """In the process, before its first call."""
    if initializer is None:
        return
    try:
        initializer(*initargs)
    except BaseException:
        _base.LOGGER.critical("Exception in initializer:", exc_info=True)
        raise SystemExit(1) from None


def _call(fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Reply, Callable[[BaseException], Reply]]:
    """A call, in the process."""
    try:
        reply: Reply = ("value", fn(*args, **kwargs))
    except BaseException as error:  # noqa: BLE001 - it is the result
        reply = ("raised", _ExceptionWithTraceback(error))
    return reply, lambda error: ("raised", _ExceptionWithTraceback(error))


def _process_chunk(fn: Callable[..., Any], chunk: Iterable[tuple[Any, ...]]) -> list[Any]:
    return [fn(*args) for args in chunk]


def _chain_from_iterable_of_lists(iterable: Iterable[list[Any]]) -> Iterator[Any]:
    for element in iterable:
        element.reverse()
        while element:
            yield element.pop()


class ProcessPoolExecutor(_base.Executor):
    def __init__(
        self,
        max_workers: int | None = None,
        mp_context: Any = None,
        initializer: Callable[..., object] | None = None,
        initargs: tuple[Any, ...] = (),
        *,
        max_tasks_per_child: int | None = None,
    ) -> None:
        if max_workers is None:
            max_workers = os.process_cpu_count() or 1
        elif max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        if max_tasks_per_child is not None:
            if not isinstance(max_tasks_per_child, int):
                raise TypeError("max_tasks_per_child must be an integer")
            if max_tasks_per_child <= 0:
                raise ValueError("max_tasks_per_child must be >= 1")
        self._max_workers = max_workers
        self._mp_context = get_context() if mp_context is None else mp_context
        self._prepared_by = initializer, initargs
        self._max_tasks_per_child = max_tasks_per_child
        self._work: queue.SimpleQueue[_WorkItem | None] = queue.SimpleQueue()
        self._pending: set[_WorkItem] = set()
        self._idle = threading.Semaphore(0)
        self._processes: dict[int, Any] | None = {}
        self._threads: list[threading.Thread] = []
        self._broken: str | bool = False
        self._shutdown_thread = False
        self._lock = threading.Lock()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> _base.Future:
        with self._lock:
            if self._broken:
                raise BrokenProcessPool(self._broken)
            if self._shutdown_thread:
                raise RuntimeError("cannot schedule new futures after shutdown")
            if _global_shutdown:
                raise RuntimeError("cannot schedule new futures after interpreter shutdown")
            item = _WorkItem(_base.Future(), fn, args, kwargs)
            hired = None
            if not self._idle.acquire(blocking=False) and len(self._threads) < self._max_workers:
                hired = self._hire()
            self._pending.add(item)
            self._work.put(item)
            # Not before there is something for it: it would be idle.
            if hired is not None:
                hired.start()
            return item.future

    submit.__doc__ = _base.Executor.submit.__doc__

    def map(
        self, fn: Callable[..., Any], *iterables: Iterable[Any], timeout: float | None = None, chunksize: int = 1, buffersize: int | None = None
    ) -> Iterator[Any]:
        """Returns an iterator equivalent to map(fn, iter); `chunksize` inputs go to a process at a time."""
        if chunksize < 1:
            raise ValueError("chunksize must be >= 1.")
        chunks = itertools.batched(zip(*iterables), chunksize)
        results = super().map(partial(_process_chunk, fn), chunks, timeout=timeout, buffersize=buffersize)
        return _chain_from_iterable_of_lists(results)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        with self._lock:
            self._shutdown_thread = True
            if cancel_futures:
                self._take_back()
            # Whoever is idle takes it, and leaves it for the next.
            self._work.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
        self._processes = None

    shutdown.__doc__ = _base.Executor.shutdown.__doc__

    def terminate_workers(self) -> None:
        """Terminates the workers that are alive; the pool can't be used any more."""
        self._force_shutdown("terminate")

    def kill_workers(self) -> None:
        """Kills the workers that are alive; the pool can't be used any more."""
        self._force_shutdown("kill")

    def _force_shutdown(self, operation: str) -> None:
        alive = dict(self._processes or {})
        self.shutdown(wait=False, cancel_futures=True)
        for process in alive.values():
            getattr(process, operation)()

    def _take_back(self) -> None:
        """Cancels what no worker has begun."""
        while True:
            try:
                item = self._work.get_nowait()
            except queue.Empty:
                return
            if item is not None and item.future.cancel():
                item.future.set_running_or_notify_cancel()
                self._pending.discard(item)

    # ---- workers -------------------------------------------------------------------------------------------------------------------------

    def _start_process(self) -> Any:
        process = processes.resident(self._mp_context, _prepare, *self._prepared_by)
        process.start()
        if self._processes is not None:
            self._processes[process.pid] = process
        return process

    def _hire(self) -> threading.Thread:
        def collected(_: object, work: queue.SimpleQueue = self._work) -> None:
            work.put(None)

        worker = (weakref.ref(self, collected), self._work, self._start_process())
        thread = threading.Thread(target=_drive, args=worker, daemon=True)
        self._threads.append(thread)
        _threads_queues[thread] = self._work
        return thread

    def _finished(self, item: _WorkItem, reply: Reply) -> None:
        with self._lock:
            if item not in self._pending:
                return
            self._pending.discard(item)
        if reply[0] == "value":
            item.future.set_result(reply[1])
        else:
            item.future.set_exception(reply[1])

    def _break(self, cause: str | None) -> None:
        """A process has ended that was not to end."""
        with self._lock:
            if self._broken:
                return
            self._broken = "A child process terminated abruptly, the process pool is not usable anymore"
            self._shutdown_thread = True
            left, self._pending = self._pending, set()
            alive = list((self._processes or {}).values())
        error = BrokenProcessPool("A process in the process pool was terminated abruptly while the future was running or pending.")
        if cause is not None:
            error.__cause__ = _RemoteTraceback(f"\n'''\n{cause}'''")
        for item in left:
            try:
                item.future.set_exception(error)
            except _base.InvalidStateError:
                pass  # it was cancelled
        for process in alive:
            process.terminate()
        self._work.put(None)


def _drive(reference: weakref.ref, work: queue.SimpleQueue, process: Any) -> None:
    """A worker's thread: what the process is to do, one call after the other."""
    popen, done = process._popen, 0
    ready = popen.settled() is not None
    while ready:
        item = _next(reference, work)
        executor = reference()
        if item is None:
            if _global_shutdown or executor is None or executor._shutdown_thread:
                popen.dismiss()
                work.put(None)
                return
            continue
        if not item.future.set_running_or_notify_cancel():
            if executor is not None:
                executor._pending.discard(item)
            continue
        try:
            payload = processes.dumps((_call, item.fn, item.args, item.kwargs))
        except BaseException as error:  # noqa: BLE001 - whatever a reduction raises
            _tell(executor, item, ("raised", _rebuild_exc(error, _ExceptionWithTraceback(error).tb)))
            continue
        cause = None
        try:
            reply = popen.call(payload)
        except BaseException as error:  # noqa: BLE001 - what came back can't be unpickled
            cause, reply = "".join(traceback.format_exception(error)), None
        if reply is None:
            if executor is None:
                executor = reference()
            return _broken(executor, item, cause)
        done += 1
        if executor is not None and done == executor._max_tasks_per_child:
            popen.dismiss()
            with executor._lock:
                (executor._processes or {}).pop(process.pid, None)
                process, done = executor._start_process(), 0
            popen = process._popen
            ready = popen.settled() is not None
        _tell(executor, item, reply)
        del item, executor, reply, payload
    _broken(reference(), None, None)


def _next(reference: weakref.ref, work: queue.SimpleQueue) -> _WorkItem | None:
    try:
        return work.get_nowait()
    except queue.Empty:
        executor = reference()
        if executor is not None:
            executor._idle.release()
        del executor
        return work.get()


def _tell(executor: ProcessPoolExecutor | None, item: _WorkItem, reply: Reply) -> None:
    if executor is not None:
        executor._finished(item, reply)
    elif reply[0] == "value":
        item.future.set_result(reply[1])
    else:
        item.future.set_exception(reply[1])


def _broken(executor: ProcessPoolExecutor | None, item: _WorkItem | None, cause: str | None) -> None:
    if executor is not None:
        executor._break(cause)
    elif item is not None:
        item.future.set_exception(BrokenProcessPool("A process in the process pool was terminated abruptly."))


def _python_exit() -> None:
    global _global_shutdown
    _global_shutdown = True
    for work in list(_threads_queues.values()):
        work.put(None)
    for thread in list(_threads_queues):
        thread.join()


threading._register_atexit(_python_exit)
