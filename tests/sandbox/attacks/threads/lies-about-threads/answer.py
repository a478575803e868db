import sys
import threading
import time
from types import ModuleType


class Yes:
    def __eq__(self, other):
        return True

    def __bool__(self):
        return True


class Liar(ModuleType):
    def may_have_any(self):
        return True

    def raised(self):
        raise AssertionError("not a check of the case's")

    def unfinished(self):
        return (Yes(), "a line\x1b[2J", ["no line"])


sys.modules["_viva_threads"] = Liar("_viva_threads")
threading.excepthook = lambda args: 1 / 0


def right():
    threading.enumerate = threading.active_count = lambda: Yes()
    threading._active.clear()
    threading.Thread(target=time.sleep, args=(10**6,)).start()
    return Yes()


def wrong(callback):
    thread = threading.Thread(target=right().missing if False else int, args=("x",))
    thread.start()
    thread.join()
    return Yes()
