import threading


def spin():
    while True:
        pass


def run():
    threading.Thread(target=spin, daemon=True).start()
    return 0
