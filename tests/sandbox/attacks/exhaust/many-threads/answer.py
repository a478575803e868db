import threading


def run():
    stop = threading.Event()
    for _ in range(5000):
        threading.Thread(target=stop.wait, daemon=True).start()
    return 0
