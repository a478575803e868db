# fails: test_cap, test_random_failures
# Near miss: caps what comes of doubling only; the first pause may be longer than the cap.
import time


def retry(operation, attempts, pause, retry_on, cap=60.0, sleep=time.sleep):
    if attempts < 1:
        raise ValueError("attempts must be at least 1")
    for attempt in range(1, attempts + 1):
        try:
            return operation()
        except retry_on:
            if attempt == attempts:
                raise
        sleep(pause)
        pause = min(pause * 2, cap)
