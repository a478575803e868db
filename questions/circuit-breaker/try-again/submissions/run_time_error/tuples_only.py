# fails: test_further_attempt, test_any_result, test_last_error, test_other_errors, test_subclasses, test_interrupt, test_pauses_double, test_cap, test_real_sleep
# Iterates over retry_on, which may be a single class.
import time


def retry(operation, attempts, pause, retry_on, cap=60.0, sleep=time.sleep):
    if attempts < 1:
        raise ValueError("attempts must be at least 1")
    for attempt in range(1, attempts + 1):
        try:
            return operation()
        except tuple(retry_on):
            if attempt == attempts:
                raise
        sleep(min(pause, cap))
        pause *= 2
