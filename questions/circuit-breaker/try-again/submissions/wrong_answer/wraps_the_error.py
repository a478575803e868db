# fails: test_last_error, test_cap, test_random_failures
# Raises an error of its own at the end: the caller's except for the real one is passed over.
import time


def retry(operation, attempts, pause, retry_on, cap=60.0, sleep=time.sleep):
    if attempts < 1:
        raise ValueError("attempts must be at least 1")
    for attempt in range(1, attempts + 1):
        try:
            return operation()
        except retry_on as error:
            if attempt == attempts:
                raise RuntimeError(f"gave up after {attempts} attempts") from error
        sleep(min(pause, cap))
        pause *= 2
