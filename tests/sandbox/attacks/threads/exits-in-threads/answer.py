import os
import sys
import threading


def right():
    for status in (0, None, "bye"):
        thread = threading.Thread(target=sys.exit, args=(status,))
        thread.start()
        thread.join()
    return 0


def wrong(callback):
    thread = threading.Thread(target=os._exit, args=(0,))
    thread.start()
    thread.join()
    return callback()
