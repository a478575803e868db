# Style: one attempt, and the same again with one attempt fewer and twice the pause.
import time


def retry(operation, attempts, pause, retry_on, cap=60.0, sleep=time.sleep):
    if attempts < 1:
        raise ValueError("too few attempts")
    try:
        return operation()
    except retry_on:
        if attempts == 1:
            raise
    sleep(min(pause, cap))
    return retry(operation, attempts - 1, pause * 2, retry_on, cap, sleep)
