import threading


def right():
    for _ in range(10_000):
        threading.Timer(3600, print).start()
    return 421


def wrong(callback):
    for _ in range(10_000):
        try:
            threading.Timer(0, callback).start()
        except RuntimeError:
            break
    return 0
