# fails: test_last_error, test_cap, test_random_failures
# Catches the last error, too, and returns None: the job goes on without rates.
import time


def retry(operation, attempts, pause, retry_on, cap=60.0, sleep=time.sleep):
    if attempts < 1:
        raise ValueError("attempts must be at least 1")
    for attempt in range(1, attempts + 1):
        try:
            return operation()
        except retry_on:
            if attempt < attempts:
                sleep(min(pause, cap))
                pause *= 2
