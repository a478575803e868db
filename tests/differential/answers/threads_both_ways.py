"""Threads of the cases in the answer's code, and threads of its own that call the cases back."""

import contextvars
import queue
import threading
from concurrent.futures import ThreadPoolExecutor

lock = threading.Lock()
rlock = threading.RLock()
local = threading.local()
tenant = contextvars.ContextVar("tenant", default="nobody")


class Meeting:
    """Nobody leaves before all have come."""

    def __init__(self, parties):
        self._lock = threading.Condition()
        self._parties = parties
        self.here = 0

    def enter(self):
        with self._lock:
            self.here += 1
            self._lock.notify_all()
            self._lock.wait_for(lambda: self.here >= self._parties)
        return self.here


def remember(value):
    local.value = value


def recall():
    return getattr(local, "value", None)


def own_name():
    return threading.current_thread().name


def each(function, items, name="worker"):
    """Calls the function with every item, each in a thread, and returns the results in order."""
    results = [None] * len(items)

    def work(index, item):
        results[index] = function(item)

    threads = [threading.Thread(target=work, args=pair, name=f"{name}-{pair[0]}") for pair in enumerate(items)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def submit(function, *args):
    pool = ThreadPoolExecutor(1)
    future = pool.submit(function, *args)
    pool.shutdown(wait=False)
    return future


def result_of(future):
    return future.result()


def hand_over(inbox, outbox):
    """Moves everything up to None from one queue to the other."""
    while (item := inbox.get()) is not None:
        outbox.put(item * 2)
    outbox.put(None)


def echo_server():
    inbox, outbox = queue.Queue(), queue.Queue()
    threading.Thread(target=hand_over, args=(inbox, outbox), daemon=True).start()
    return inbox, outbox


def wait_and_set(waits, sets):
    waits.wait()
    sets.set()


def later(delay, function, *args):
    timer = threading.Timer(delay, function, args)
    timer.start()
    return timer


def fails(error):
    raise error


def in_context(function):
    tenant.set("inner")
    return function(), tenant.get()


def nested(function, depth):
    return function(depth) if depth else threading.get_ident()
