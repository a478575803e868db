# fails: test_subclasses, test_interrupt, test_random_failures
# Near miss: compares types, so that subclasses of what the caller named are other errors.
import time


def retry(operation, attempts, pause, retry_on, cap=60.0, sleep=time.sleep):
    if attempts < 1:
        raise ValueError("attempts must be at least 1")
    for attempt in range(1, attempts + 1):
        try:
            return operation()
        except Exception as error:
            kinds = retry_on if isinstance(retry_on, tuple) else (retry_on,)
            if type(error) not in kinds or attempt == attempts:
                raise
        sleep(min(pause, cap))
        pause *= 2
