"""Lets threads that need the same thing share one load of it."""

from collections.abc import Callable


class SingleFlight:
    """Of the calls for one key that come while a load runs, one runs it and the others share what it comes to."""

    def run(self, key: str, load: Callable[[], object], timeout: float | None = None) -> object:
        """What `load` returns, or a load of the same key that another thread is running."""
        raise NotImplementedError

    def forget(self, key: str) -> None:
        """From now on, calls for the key don't share the load that is running."""
        raise NotImplementedError

    def running(self) -> int:
        """For how many keys a load is running that could be shared."""
        raise NotImplementedError
