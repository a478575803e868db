"""Leaves threads to themselves in every way that an interpreter's exit puts up with."""

import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor

done = []
pool = ThreadPoolExecutor(4, thread_name_prefix="shared")


def fire_and_forget(callback):
    threading.Thread(target=lambda: (time.sleep(5), callback("sent"))).start()
    return "accepted"


def remind(callback):
    threading.Timer(30, callback, ["reminded"]).start()
    return "later"


def background():
    jobs = queue.Queue()

    def work():
        while True:
            done.append(jobs.get())

    threading.Thread(target=work, daemon=True).start()
    jobs.put("job")
    return jobs


def poll_for_ever():
    def poll():
        while True:
            time.sleep(0.01)

    threading.Thread(target=poll, daemon=True).start()


def submit(work):
    return pool.submit(work).result()


def chain(length):
    """Each thread starts the next one."""

    def step(left):
        time.sleep(0.5)
        if left:
            threading.Thread(target=step, args=(left - 1,)).start()

    step(length)


def at_once(count):
    """So many threads alive at the same time."""
    barrier = threading.Barrier(count)
    seen = []

    def work():
        barrier.wait()
        seen.append(threading.get_ident())

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(set(seen))


def as_many_as_there_are():
    """How many threads can be started beside this one, and what the next one raises."""
    go = threading.Event()
    threads = []
    try:
        while True:
            thread = threading.Thread(target=go.wait)
            thread.start()
            threads.append(thread)
    except RuntimeError as error:
        text = str(error)
    go.set()
    for thread in threads:
        thread.join()
    # What has ended makes room again.
    last = threading.Thread(target=done.append, args=("last",))
    last.start()
    last.join()
    return len(threads), text, done[-1]
