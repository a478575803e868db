# Style: a loop over the pauses; after it the last attempt, whose error nobody catches.
import time


def retry(operation, attempts, pause, retry_on, cap=60.0, sleep=time.sleep):
    if attempts < 1:
        raise ValueError(f"at least one attempt is needed, not {attempts}")
    wait = min(pause, cap)
    for _ in range(attempts - 1):
        try:
            return operation()
        except retry_on:
            sleep(wait)
            wait = min(2 * wait, cap)
    return operation()
