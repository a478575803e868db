"""Two transfers that lock each other out until one gives up, and what can be told of them meanwhile."""

import json
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
    from _viva.control import control

    time.sleep(2)
    found = []
    thread = threading.Thread(target=lambda: found.append(json.loads(control(b'{"do": "threads"}'))), name="asks")
    thread.start()
    thread.join()
    return found[0]
