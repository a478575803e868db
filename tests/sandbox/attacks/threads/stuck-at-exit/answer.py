import threading

lock = threading.Lock()


def right():
    lock.acquire()
    for _ in range(5):
        threading.Thread(target=lock.acquire, name="stuck\x1b[2J" * 50).start()
    return 421


def wrong(callback):
    right()
    callback()
    return 0
