class Idempotent:
    def __init__(self, handler, clock, ttl=86400):
        self.handler = handler
        self.clock = clock
        self.ttl = ttl

    def __call__(self, request):
        """Answer the request; call the handler at most once for each key."""
        raise NotImplementedError
