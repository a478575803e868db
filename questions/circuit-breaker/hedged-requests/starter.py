class Hedger:
    def __init__(self, replicas, *, delay, timeout=None, final=(), price=10, burst=3):
        pass

    @property
    def credit(self) -> int:
        """What is in the account for hedges."""

    async def call(self, request):
        """Return the answer of the replica that is first to answer."""
