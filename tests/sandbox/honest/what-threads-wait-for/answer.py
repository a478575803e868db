"""Two transfers that lock each other out until one gives up, and what can be told of them meanwhile."""

import threading
import time


class Account:
    def __init__(self):
        self.lock = threading.Lock()


def transfer(source, target):
    with source.lock:
        time.sleep(1)
        if target.lock.acquire(timeout=60):
            target.lock.release()


def lock_each_other_out():
    a, b = Account(), Account()
    for name, pair in (("to-b", (a, b)), ("to-a", (b, a))):
        threading.Thread(target=transfer, args=pair, name=name).start()


def told():
    """As the host asks it, in a thread of its own."""
    from _viva import waits
    from _viva.sources import sources

    time.sleep(2)
    found = []

    def ask():
        time.sleep(1)
        found.append(waits.told(sources.own))

    thread = threading.Thread(target=ask, name="asks")
    thread.start()
    thread.join()
    return found[0]
