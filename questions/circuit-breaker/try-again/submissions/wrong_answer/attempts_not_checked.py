# fails: test_too_few_attempts
# Near miss: with no attempts the loop isn't entered, and None looks like a result.
import time


def retry(operation, attempts, pause, retry_on, cap=60.0, sleep=time.sleep):
    for attempt in range(1, attempts + 1):
        try:
            return operation()
        except retry_on:
            if attempt == attempts:
                raise
        sleep(min(pause, cap))
        pause *= 2
