# fails: test_subclasses, test_pauses_double, test_cap, test_real_sleep, test_random_failures
# Near miss: adds the first pause each time; 1, 2, 3, 4 instead of 1, 2, 4, 8.
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
        sleep(min(pause * attempt, cap))
