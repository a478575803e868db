# fails: test_any_result
# Near miss: takes None for no result and tries again, although nothing has failed.
import time


def retry(operation, attempts, pause, retry_on, cap=60.0, sleep=time.sleep):
    if attempts < 1:
        raise ValueError("attempts must be at least 1")
    for attempt in range(1, attempts + 1):
        try:
            result = operation()
            if result is not None:
                return result
        except retry_on:
            if attempt == attempts:
                raise
        sleep(min(pause, cap))
        pause *= 2
