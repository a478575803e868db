import _thread
import signal
import threading


def interrupt():
    for stop in (lambda: _thread.interrupt_main(), lambda: signal.raise_signal(signal.SIGINT)):
        try:
            stop()
        except (AttributeError, NotImplementedError, OSError):
            pass


def right():
    thread = threading.Thread(target=interrupt)
    thread.start()
    thread.join()
    interrupt()
    raise KeyboardInterrupt


def wrong(callback):
    threading.Thread(target=interrupt, daemon=True).start()
    callback()
    return 0
