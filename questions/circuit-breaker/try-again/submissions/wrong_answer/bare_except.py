# fails: test_other_errors, test_interrupt
# Near miss: a bare except takes everything, Ctrl-C included.
import time


def retry(operation, attempts, pause, retry_on, cap=60.0, sleep=time.sleep):
    if attempts < 1:
        raise ValueError("attempts must be at least 1")
    for attempt in range(1, attempts + 1):
        try:
            return operation()
        except:
            if attempt == attempts:
                raise
        sleep(min(pause, cap))
        pause *= 2
