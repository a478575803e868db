"""`multiprocessing.pool`, Python's own, over the sandbox's processes.

The module's `Pool` and `ThreadPool` keep all they do. Their queues connect threads; behind each worker of a `Pool` is a thread that
hands the tasks it gets to a process of its own.
"""

import queue
import threading
from collections.abc import Callable
from multiprocessing import pool
from typing import Any

from _viva import processes
from _viva.process_main import Reply, without_ours


class Notifier(queue.SimpleQueue):
    """What the pools call a SimpleQueue of their context."""

    _reader = None


class Context:
    """A context as the pools need it."""

    def __init__(self, given: Any) -> None:
        self.given = given

        self.notifier = Notifier()

    def SimpleQueue(self) -> Notifier:  # noqa: N802
        """The pools make just one: where they hear that a worker has ended, or that there is nothing left to do."""
        return self.notifier


class Worker:
    """Of a `Pool`: a process object together with the thread that hands it tasks."""

    def __init__(self, context: Context, inqueue: Any, outqueue: Any, initializer: Any, initargs: Any, most: int | None) -> None:
        self.process = processes.resident(context.given, prepare, initializer, initargs)
        self.queues = inqueue, outqueue
        self.most = most
        self.notifier = context.notifier
        self.thread = threading.Thread(target=self._work, daemon=True)

    name = property(lambda self: self.process.name, lambda self, name: setattr(self.process, "name", name))
    daemon = property(lambda self: self.process.daemon, lambda self, daemon: setattr(self.process, "daemon", daemon))
    pid = property(lambda self: self.process.pid)
    exitcode = property(lambda self: None if self.thread.is_alive() else self.process.exitcode)

    def start(self) -> None:
        self.process.start()
        self.thread.start()

    def is_alive(self) -> bool:
        return self.thread.is_alive()

    def terminate(self) -> None:
        self.process.terminate()

    def join(self) -> None:
        self.thread.join()
        self.process.join()

    def _work(self) -> None:
        inqueue, outqueue = self.queues
        popen = self.process._popen
        if popen.settled() is not None:
            done = 0
            while (self.most is None or done < self.most) and (task := inqueue.get()) is not None:
                job, i, func, args, kwds = task
                try:
                    payload = processes.dumps((call, func, args, kwds))
                except Exception as error:  # noqa: BLE001 - whatever a reduction raises
                    outqueue.put((job, i, (False, error)))
                    continue
                try:
                    reply = popen.call(payload)
                except Exception as error:  # noqa: BLE001 - what came back can't be unpickled
                    reply = ("raised", error)
                if reply is None:
                    break  # the task is lost with its process, as it is in Python's own pool
                outqueue.put((job, i, (reply[0] == "value", reply[1])))
                done += 1
        popen.dismiss()
        self.notifier.put(None)


def prepare(initializer: Callable[..., object] | None, initargs: tuple[Any, ...]) -> None:
    if initializer is not None:
        initializer(*initargs)


def call(func: Callable[..., Any], args: tuple[Any, ...], kwds: dict[str, Any]) -> tuple[Reply, Callable[[BaseException], Reply]]:
    """A task, in the process."""
    try:
        reply = ("value", func(*args, **kwds))
    except Exception as error:  # noqa: BLE001 - it is the result
        told: Any = error
        if func is not pool._helper_reraises_exception:
            told = pool.ExceptionWithTraceback(error, without_ours(error.__traceback__))
        reply = ("raised", told)
    return reply, lambda error: ("raised", pool.MaybeEncodingError(error, reply[1]))


def install() -> None:
    """Gives the module's classes their ways."""
    begin = pool.Pool.__init__

    def __init__(
        self: Any,
        processes: int | None = None,
        initializer: Any = None,
        initargs: Any = (),
        maxtasksperchild: int | None = None,
        context: Any = None,
    ) -> None:
        begin(self, processes, initializer, initargs, maxtasksperchild, Context(context or pool.get_context()))

    def process(ctx: Context, *, target: Any, args: tuple[Any, ...]) -> Worker:
        inqueue, outqueue, initializer, initargs, most, _ = args
        return Worker(ctx, inqueue, outqueue, initializer, initargs, most)

    def set_up_queues(self: Any) -> None:
        self._inqueue, self._outqueue = queue.SimpleQueue(), queue.SimpleQueue()
        self._quick_put, self._quick_get = self._inqueue.put, self._outqueue.get

    def wait_for_updates(sentinels: Any, change_notifier: Any, timeout: float | None = None) -> None:
        change_notifier.get()

    pool.Pool.__init__ = __init__
    pool.Pool.Process = staticmethod(process)
    pool.Pool._setup_queues = set_up_queues
    pool.Pool._get_sentinels = pool.ThreadPool._get_sentinels
    pool.Pool._get_worker_sentinels = staticmethod(pool.ThreadPool._get_worker_sentinels)
    pool.Pool._help_stuff_finish = staticmethod(pool.ThreadPool._help_stuff_finish)
    pool.Pool._wait_for_updates = staticmethod(wait_for_updates)
