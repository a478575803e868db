import threading

first, second = threading.Lock(), threading.Lock()
both = threading.Barrier(2)


def take(one, other):
    with one:
        both.wait()
        with other:
            pass


def right():
    thread = threading.Thread(target=take, args=(first, second), name="transfer")
    thread.start()
    take(second, first)


def wrong(callback):
    with first:
        thread = threading.Thread(target=lambda: first.acquire() and callback())
        thread.start()
        thread.join()
