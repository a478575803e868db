# Style: two orders, of use and of age, so that nothing is ever searched; a running computation holds a token that an invalidation takes away.

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Books:
    hits: int = 0
    misses: int = 0
    inserted: int = 0
    evicted: int = 0
    expired: int = 0
    invalidated: int = 0


class Shelf:
    """The entries, as one thread alone may use them: dicts keep the order in which keys were last put into them."""

    def __init__(self, max_size: int, ttl: float) -> None:
        self.books = Books()
        self._max_size = max_size
        self._ttl = ttl
        self._by_use: dict[Hashable, object] = {}
        self._by_age: dict[Hashable, float] = {}

    def tidy(self) -> "Shelf":
        """Drop what is too old: the first ones by age, up to the first that isn't."""
        now = time.monotonic()
        while self._by_age:
            key, stored = next(iter(self._by_age.items()))
            if now - stored < self._ttl:
                break
            self.remove(key, "expired")
        return self

    def __len__(self) -> int:
        return len(self._by_use)

    def holds(self, key: Hashable) -> bool:
        return key in self._by_use

    def count(self, name: str) -> None:
        self.books = replace(self.books, **{name: getattr(self.books, name) + 1})

    def use(self, key: Hashable) -> object:
        value = self._by_use.pop(key)
        self._by_use[key] = value
        return value

    def store(self, key: Hashable, value: object) -> None:
        if self.holds(key):
            del self._by_use[key], self._by_age[key]
        else:
            self.count("inserted")
            if len(self) >= self._max_size:
                self.remove(next(iter(self._by_use)), "evicted")
        self._by_use[key] = value
        self._by_age[key] = time.monotonic()

    def remove(self, key: Hashable, why: str) -> None:
        del self._by_use[key], self._by_age[key]
        self.count(why)


class SharedCache:
    def __init__(self, max_size: int, ttl: float) -> None:
        if max_size < 1:
            raise ValueError(f"max_size is {max_size}, must be at least 1")
        if ttl <= 0:
            raise ValueError(f"ttl is {ttl}, must be greater than 0")
        self._alone = threading.Condition()
        self._shelf = Shelf(max_size, ttl)
        self._computing: dict[Hashable, set[object]] = {}

    def get(self, key: Hashable, default: object = None) -> object:
        with self._alone:
            shelf = self._shelf.tidy()
            if shelf.holds(key):
                shelf.count("hits")
                return shelf.use(key)
            shelf.count("misses")
            return default

    def put(self, key: Hashable, value: object) -> None:
        with self._alone:
            self._shelf.tidy().store(key, value)

    def get_or_compute(self, key: Hashable, compute: Callable[[], object]) -> object:
        token = object()
        with self._alone:
            shelf = self._shelf.tidy()
            if shelf.holds(key):
                shelf.count("hits")
                return shelf.use(key)
            shelf.count("misses")
            self._computing.setdefault(key, set()).add(token)
        try:
            value = compute()
        except BaseException:
            with self._alone:
                self._take(key, token)
            raise
        with self._alone:
            valid = self._take(key, token)
            shelf = self._shelf.tidy()
            if shelf.holds(key):
                return shelf.use(key)
            if valid:
                shelf.store(key, value)
            return value

    def invalidate(self, key: Hashable) -> None:
        with self._alone:
            self._computing.pop(key, None)
            if self._shelf.tidy().holds(key):
                self._shelf.remove(key, "invalidated")

    def stats(self) -> dict[str, int]:
        with self._alone:
            shelf = self._shelf.tidy()
            return {**vars(shelf.books), "size": len(shelf)}

    def _take(self, key: Hashable, token: object) -> bool:
        """Whether the token is still there; it isn't afterwards."""
        tokens = self._computing.get(key, set())
        valid = token in tokens
        tokens.discard(token)
        if not tokens:
            self._computing.pop(key, None)
        return valid
