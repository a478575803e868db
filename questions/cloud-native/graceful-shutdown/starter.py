import asyncio


class ShuttingDown(Exception):
    """The service takes no more requests, or has cut this one off."""


class Service:
    def __init__(self, *, linger=5.0, deadline=25.0):
        pass

    def ready(self):
        """Whether load balancers should send requests."""

    async def handle(self, work):
        """Run a request: await work(), return its result or raise its error."""
        raise NotImplementedError

    def on_close(self, name, hook):
        """Have hook() awaited at the end of the shutdown."""

    async def shutdown(self):
        """Linger, drain until the deadline, close; return the report."""
        raise NotImplementedError
