# fails: test_any_result
# Near miss: returns a result only if it is true; for an empty list it tries again.
import time


def retry(operation, attempts, pause, retry_on, cap=60.0, sleep=time.sleep):
    if attempts < 1:
        raise ValueError("attempts must be at least 1")
    for attempt in range(1, attempts + 1):
        try:
            if result := operation():
                return result
        except retry_on:
            if attempt == attempts:
                raise
        sleep(min(pause, cap))
        pause *= 2
