# Style: a context manager translates, by a table of classes; the methods only say what is inside the boundary.
import json
from collections.abc import Callable
from contextlib import contextmanager


class StoreError(Exception):
    text = "failed"

    def __init__(self, operation: str, key: str, retryable: bool = False) -> None:
        super().__init__(f"{operation} {key}: {self.text}")
        self.operation = operation
        self.key = key
        self.retryable = retryable


class NotFound(StoreError):
    text = "not found"


class Rejected(StoreError):
    text = "rejected"


class Unavailable(StoreError):
    text = "unavailable"


class Corrupt(StoreError):
    text = "corrupt"


# The first row that fits decides: the special ones are all subclasses of OSError.
ALWAYS = [(PermissionError, Rejected, False), (ConnectionError, Unavailable, True)]
READ = [(KeyError, NotFound, False), *ALWAYS, (TimeoutError, Unavailable, True), (OSError, StoreError, False)]
WRITE = [*ALWAYS, (TimeoutError, Unavailable, False), (OSError, StoreError, False)]
PARSE = [(ValueError, Corrupt, False)]


@contextmanager
def translating(table, operation: str, key: str):
    try:
        yield
    except Exception as error:
        for low, high, retryable in table:
            if isinstance(error, low):
                raise high(operation, key, retryable) from error
        raise


class OrderStore:
    def __init__(self, driver) -> None:
        self.driver = driver

    def load(self, key: str) -> dict:
        with translating(READ, "load", key):
            text = self.driver.read(key)
        with translating(PARSE, "load", key):
            order = json.loads(text)
        if not isinstance(order, dict):
            raise Corrupt("load", key)
        return order

    def save(self, key: str, order: dict) -> None:
        text = json.dumps(order)
        with translating(WRITE, "save", key):
            self.driver.write(key, text)

    def update(self, key: str, change: Callable[[dict], dict]) -> dict:
        order = change(self.load(key))
        self.save(key, order)
        return order
