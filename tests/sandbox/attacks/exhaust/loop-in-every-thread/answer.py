import threading


def spin():
    while True:
        pass


def run():
    for thread in [threading.Thread(target=spin) for _ in range(10)]:
        thread.start()
    thread.join()
