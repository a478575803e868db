import threading
import time


def poll():
    while True:
        time.sleep(1)


def right():
    threading.Thread(target=poll, name="poller").start()
    return 421


def wrong(callback):
    threading.Thread(target=poll).start()
    return 0
