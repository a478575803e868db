import time


def retry(operation, attempts, pause, retry_on, cap=60.0, sleep=time.sleep):
    """Call operation until it doesn't fail, at most so many times, and return its result."""
    raise NotImplementedError
