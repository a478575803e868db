import threading


def run():
    a, b = threading.Lock(), threading.Lock()
    ready = threading.Barrier(2)

    def take(first, second):
        with first:
            ready.wait()
            with second:
                pass

    other = threading.Thread(target=take, args=(a, b))
    other.start()
    take(b, a)
