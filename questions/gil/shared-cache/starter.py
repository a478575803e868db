"""A cache that all request threads share: bounded, and nothing in it older than its time to live."""

from collections.abc import Callable, Hashable


class SharedCache:
    def __init__(self, max_size: int, ttl: float) -> None:
        """At most `max_size` entries, each for `ttl` seconds."""

    def get(self, key: Hashable, default: object = None) -> object:
        """The value under the key, or the default."""
        raise NotImplementedError

    def put(self, key: Hashable, value: object) -> None:
        """Store the value; its time begins now."""
        raise NotImplementedError

    def get_or_compute(self, key: Hashable, compute: Callable[[], object]) -> object:
        """The value under the key; `compute()` makes it if there is none."""
        raise NotImplementedError

    def invalidate(self, key: Hashable) -> None:
        """Forget the key, and what is being computed for it."""
        raise NotImplementedError

    def stats(self) -> dict[str, int]:
        """The books as of one instant."""
        raise NotImplementedError
