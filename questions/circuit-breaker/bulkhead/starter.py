class BulkheadFull(Exception):
    """The call was turned away. `reason` is "queue" or "wait"."""

    def __init__(self, name, reason):
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class Bulkhead:
    def __init__(self, name, *, limit, queue=0, wait=None, timeout=None):
        pass

    @property
    def running(self) -> int:
        """How many calls run."""

    @property
    def waiting(self) -> int:
        """How many calls wait for a place."""

    async def call(self, func):
        """Return what `await func()` returns, or raise BulkheadFull."""
