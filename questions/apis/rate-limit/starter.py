class RateLimiter:
    def __init__(self, capacity, per_second, clock):
        pass

    def take(self, key, cost=1):
        """Take tokens from the key's bucket; the seconds to wait, 0 if let through."""
        raise NotImplementedError


def limited(handler, limiter, key_of):
    """Return a handler that refuses requests of keys that come too often."""
    raise NotImplementedError
