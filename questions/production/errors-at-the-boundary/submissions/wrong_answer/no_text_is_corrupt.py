# fails: test_read_without_a_text
# Near miss: catches json.loads' TypeError, too: a driver that returns None looks like a damaged order.
import json
from dataclasses import dataclass


@dataclass(eq=False)
class StoreError(Exception):
    operation: str
    key: str
    retryable: bool = False
    what = "failed"

    def __str__(self):
        return f"{self.operation} {self.key}: {self.what}"


class NotFound(StoreError):
    what = "not found"


class Rejected(StoreError):
    what = "rejected"


class Unavailable(StoreError):
    what = "unavailable"


class Corrupt(StoreError):
    what = "corrupt"


class OrderStore:
    def __init__(self, driver):
        self._driver = driver

    def load(self, key):
        try:
            text = self._driver.read(key)
        except KeyError as missing:
            raise NotFound("load", key) from missing
        except OSError as error:
            raise self._translated(error, "load", key) from error
        try:
            order = json.loads(text)
        except (TypeError, ValueError) as error:
            raise Corrupt("load", key) from error
        if type(order) is not dict:
            raise Corrupt("load", key)
        return order

    def save(self, key, order):
        text = json.dumps(order)
        try:
            self._driver.write(key, text)
        except OSError as error:
            raise self._translated(error, "save", key) from error

    def update(self, key, change):
        changed = change(self.load(key))
        self.save(key, changed)
        return changed

    def _translated(self, error, operation, key):
        match error:
            case PermissionError():
                return Rejected(operation, key)
            case ConnectionError():
                return Unavailable(operation, key, retryable=True)
            case TimeoutError():
                return Unavailable(operation, key, retryable=operation == "load")
            case _:
                return StoreError(operation, key)
