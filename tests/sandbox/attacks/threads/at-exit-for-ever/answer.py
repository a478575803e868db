import atexit
import threading
import weakref


def again():
    atexit.register(again)
    try:
        threading._register_atexit(again)
    except RuntimeError:
        pass


class Undying:
    def __del__(self):
        weakref.finalize(Undying(), again)


def right():
    again()
    Undying()
    return 0


def wrong(callback):
    atexit.register(callback)
    again()
    return 0
