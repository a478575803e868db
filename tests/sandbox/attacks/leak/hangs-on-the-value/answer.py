import threading


def solve(given):
    lock = threading.Lock()
    lock.acquire()
    thread = threading.Thread(target=lock.acquire, name=str(given))
    thread.start()
    thread.join()
