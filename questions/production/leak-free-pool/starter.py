class PoolExhausted(Exception):
    """All connections are leased."""


class PoolClosed(Exception):
    """The pool gives no connections any more."""


class Pool:
    def __init__(self, connect, size, broken=ConnectionError) -> None:
        self.connect = connect
        self.size = size
        self.broken = broken

    def lease(self):
        """A context manager that gives a connection and takes it back."""
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self):
        raise NotImplementedError

    def __exit__(self, kind, error, traceback):
        raise NotImplementedError
