# fails: test_last_error, test_cap, test_random_failures
# Sleeps after each failure, also when no attempt comes after it.
import time


def retry(operation, attempts, pause, retry_on, cap=60.0, sleep=time.sleep):
    if attempts < 1:
        raise ValueError("attempts must be at least 1")
    for _ in range(attempts):
        try:
            return operation()
        except retry_on as error:
            last = error
            sleep(min(pause, cap))
            pause *= 2
    raise last
