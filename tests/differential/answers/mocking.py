import time

ATTEMPTS = 3


def notify(send, names):
    return [send(name, urgent=True) for name in names]


def slow_retry(action):
    for attempt in range(ATTEMPTS):
        try:
            return action()
        except OSError:
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(1)
