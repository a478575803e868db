# fails: test_last_error, test_cap, test_random_failures
# Keeps the first error and raises it at the end, whatever came after it.
import time


def retry(operation, attempts, pause, retry_on, cap=60.0, sleep=time.sleep):
    if attempts < 1:
        raise ValueError("attempts must be at least 1")
    first = None
    for attempt in range(1, attempts + 1):
        try:
            return operation()
        except retry_on as error:
            first = first or error
        if attempt < attempts:
            sleep(min(pause, cap))
            pause *= 2
    raise first
