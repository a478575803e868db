# fails: test_refuses_beyond_the_size, test_error_passes_and_connection_goes_back, test_broken_connection_is_closed, test_failing_reset, test_many_leases_at_random
# `return True` from __exit__: every exception of the block is gone.


class PoolExhausted(Exception):
    pass


class PoolClosed(Exception):
    pass


def hang_up(connection):
    """Close the connection; the exception that it raised, or None."""
    try:
        connection.close()
    except Exception as error:
        return error
    return None


class Lease:
    def __init__(self, pool):
        self.pool = pool
        self.connection = None

    def __enter__(self):
        self.connection = self.pool.checkout(self)
        return self.connection

    def __exit__(self, kind, error, traceback):
        self.pool.leases.discard(self)
        if self.pool.closed or not self.pool.harmless(error):
            hang_up(self.connection)
            return False
        try:
            self.connection.reset()
        except BaseException as failure:
            hang_up(self.connection)
            if not isinstance(failure, Exception):
                raise
        else:
            self.pool.waiting.append(self.connection)
        return True


class Pool:
    def __init__(self, connect, size, broken=ConnectionError):
        if size < 1:
            raise ValueError(f"a pool of {size} connections is of no use")
        self.connect = connect
        self.size = size
        self.broken = broken
        self.waiting = []
        self.leases = set()
        self.closed = False

    @property
    def idle(self):
        return len(self.waiting)

    @property
    def leased(self):
        return len(self.leases)

    def lease(self):
        return Lease(self)

    def harmless(self, error):
        return error is None or isinstance(error, Exception) and not isinstance(error, self.broken)

    def checkout(self, lease):
        if self.closed:
            raise PoolClosed
        if self.waiting:
            connection = self.waiting.pop()
        elif len(self.leases) < self.size:
            connection = self.connect()
        else:
            raise PoolExhausted
        self.leases.add(lease)
        return connection

    def close(self):
        self.closed = True
        leaving, self.waiting = self.waiting, []
        errors = [error for error in map(hang_up, leaving) if error is not None]
        if errors:
            raise ExceptionGroup("close", errors)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        try:
            self.close()
        except ExceptionGroup:
            if error is None:
                raise
        return False
