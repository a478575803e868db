import threading


class Nameless(Exception):
    def __str__(self):
        raise Nameless


class Endless(Exception):
    def __str__(self):
        return "x" * 10_000_000


def fail(error):
    raise error


def right():
    for error in (Nameless(), Endless(), KeyError(Nameless()), ExceptionGroup("many", [Nameless(), Endless()])):
        thread = threading.Thread(target=fail, args=(error,))
        thread.start()
        thread.join()
    return 0


def wrong(callback):
    while True:
        thread = threading.Thread(target=fail, args=(ValueError("again"),))
        thread.start()
        thread.join()
