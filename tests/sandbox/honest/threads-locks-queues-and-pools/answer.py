import queue
import threading
from concurrent.futures import ThreadPoolExecutor


def parallel(function, items):
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(function, items))


def total(workers, times):
    lock, count = threading.Lock(), 0

    def work():
        nonlocal count
        for _ in range(times):
            with lock:
                count += 1

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count


def pipeline(items):
    todo, done = queue.Queue(2), queue.Queue()

    def work():
        while (item := todo.get()) is not None:
            done.put(item * item)

    worker = threading.Thread(target=work)
    worker.start()
    for item in [*items, None]:
        todo.put(item)
    worker.join()
    return [done.get() for _ in items]


def background():
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    threading.Timer(7200, print).start()
    return threading.active_count()
