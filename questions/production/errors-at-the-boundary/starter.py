import json
from collections.abc import Callable


class StoreError(Exception):
    """An order could not be loaded or saved."""


class OrderStore:
    def __init__(self, driver) -> None:
        self.driver = driver

    def load(self, key: str) -> dict:
        raise NotImplementedError

    def save(self, key: str, order: dict) -> None:
        raise NotImplementedError

    def update(self, key: str, change: Callable[[dict], dict]) -> dict:
        raise NotImplementedError
