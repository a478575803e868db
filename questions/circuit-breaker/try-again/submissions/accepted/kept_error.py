# Style: the error is kept and raised after the loop; the pause is computed from the attempt's number.
import time


def retry(operation, attempts, pause, retry_on, cap=60.0, sleep=time.sleep):
    if attempts < 1:
        raise ValueError("attempts: 1 or more")
    last = None
    for number in range(attempts):
        if number > 0:
            sleep(min(cap, pause * 2 ** (number - 1)))
        try:
            result = operation()
        except BaseException as error:
            if not isinstance(error, retry_on):
                raise
            last = error
        else:
            return result
    raise last
