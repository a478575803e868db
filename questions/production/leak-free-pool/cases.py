"""The connections write down what is done to them, and raise what a case tells them to raise."""

import random
from asyncio import CancelledError

import answer
import pytest


class Connection:
    def __init__(self, number, log) -> None:
        self.number = number
        self.log = log
        self.reset_error: BaseException | None = None
        self.close_error: BaseException | None = None

    def reset(self):
        self.log.append(f"reset {self.number}")
        if self.reset_error is not None:
            raise self.reset_error

    def close(self):
        self.log.append(f"close {self.number}")
        if self.close_error is not None:
            raise self.close_error


class Database:
    """Makes connections with the numbers 1, 2, 3, …"""

    def __init__(self, size=3, **options) -> None:
        self.log: list[str] = []
        self.made: list[Connection] = []
        self.error: BaseException | None = None
        self.pool = answer.Pool(self.connect, size, **options)

    def connect(self):
        if self.error is not None:
            raise self.error
        connection = Connection(len(self.made) + 1, self.log)
        self.made.append(connection)
        return connection

    def fill(self, count):
        """Makes `count` idle connections: the last is number 1, so that it is used first."""
        leases = [self.pool.lease() for _ in range(count)]
        for lease in leases:
            lease.__enter__()
        for lease in reversed(leases):
            lease.__exit__(None, None, None)
        self.log.clear()

    def counts(self, leased, idle):
        assert (self.pool.leased, self.pool.idle) == (leased, idle)

    def refuses(self, error=answer.PoolExhausted):
        made = len(self.made)
        with pytest.raises(error), self.pool.lease():
            pytest.fail("entered")
        assert len(self.made) == made

    def ends_with(self, error):
        """A block that ends with the error, which must leave it as it is."""
        with pytest.raises(type(error)) as info:
            with self.pool.lease():
                raise error
        assert info.value is error
        assert info.value.__cause__ is None


@pytest.mark.sample
def test_connects_and_reuses():
    """A block gets a new connection, and the next block the idle one after its reset"""
    db = Database()
    db.counts(0, 0)
    with db.pool.lease() as first:
        assert first is db.made[0]
        db.counts(1, 0)
        assert db.log == []
    db.counts(0, 1)
    with db.pool.lease() as again:
        assert again is first
        db.counts(1, 0)
    assert db.log == ["reset 1", "reset 1"]
    assert len(db.made) == 1


@pytest.mark.sample
def test_refuses_beyond_the_size():
    """With as many leased as the size, PoolExhausted is raised, and a place that is free again is used"""
    for size in (1, 2):
        db = Database(size)
        leases = [db.pool.lease() for _ in range(size)]
        for count, lease in enumerate(leases, 1):
            assert lease.__enter__() is db.made[-1]
            db.counts(count, 0)
        db.refuses()
        db.refuses()
        db.counts(size, 0)
        assert not leases[0].__exit__(None, None, None)
        db.counts(size - 1, 1)
        with db.pool.lease() as connection:
            assert connection is db.made[0]
            db.refuses()
        assert len(db.made) == size


def test_last_returned_first():
    """A block gets the idle connection that was returned last"""
    db = Database(4)
    leases = [db.pool.lease() for _ in range(4)]
    for lease in leases:
        lease.__enter__()
    order = random.sample(range(4), 4)
    for number in order:
        leases[number].__exit__(None, None, None)
    db.counts(0, 4)
    for number in reversed(order):
        lease = db.pool.lease()
        assert lease.__enter__() is db.made[number]
        leases.append(lease)
    db.counts(4, 0)
    assert len(db.made) == 4


def test_taken_on_entering():
    """lease() alone does nothing: the connection is taken, or refused, when the block is entered"""
    db = Database(1)
    early = [db.pool.lease() for _ in range(3)]
    assert db.made == []
    db.counts(0, 0)
    with early[0]:
        db.counts(1, 0)
        late = db.pool.lease()
    with late as connection:
        assert connection is db.made[0]
    db.pool.close()
    with pytest.raises(answer.PoolClosed), early[1]:
        pytest.fail("entered")


def test_failed_connect_takes_no_place():
    """An exception from connect passes through and takes no place"""
    for error in (OSError("no route"), KeyboardInterrupt()):
        db = Database(1)
        db.error = error
        for _ in range(3):
            with pytest.raises(type(error)) as info, db.pool.lease():
                pytest.fail("entered")
            assert info.value is error
            db.counts(0, 0)
        db.error = None
        with db.pool.lease() as connection:
            assert connection is db.made[0]


@pytest.mark.sample
def test_error_passes_and_connection_goes_back():
    """An Exception of the block leaves it as it is, and the connection is reset and idle"""
    db = Database()
    db.ends_with(ValueError("no such report"))
    assert db.log == ["reset 1"]
    db.counts(0, 1)
    db.ends_with(OSError("disk full"))
    db.ends_with(answer.PoolExhausted("another pool"))
    assert db.log == ["reset 1"] * 3
    db.counts(0, 1)
    assert len(db.made) == 1


def test_broken_connection_is_closed():
    """With an instance of broken the connection is closed without a reset, and a new one takes its place"""
    db = Database(1)
    db.ends_with(ConnectionError("gone"))
    db.counts(0, 0)
    db.ends_with(ConnectionResetError("gone"))
    db.ends_with(TimeoutError("slow"))
    assert db.log == ["close 1", "close 2", "reset 3"]

    db = Database(1, broken=(TimeoutError, LookupError))
    db.ends_with(TimeoutError("slow"))
    db.ends_with(KeyError("row"))
    db.ends_with(ConnectionError("gone"))
    assert db.log == ["close 1", "close 2", "reset 3"]
    db.counts(0, 1)


@pytest.mark.points(2)
def test_interrupted_block_closes():
    """A block that ends with KeyboardInterrupt, GeneratorExit and the like closes its connection without a reset, and is never swallowed"""
    db = Database(1)
    db.ends_with(KeyboardInterrupt())
    db.counts(0, 0)
    db.ends_with(SystemExit(3))
    assert db.log == ["close 1", "close 2"]
    # No answer can swallow a case's own interrupt or exit; a cancellation it could.
    db.ends_with(CancelledError())
    assert db.log == ["close 1", "close 2", "close 3"]

    def rows():
        with db.pool.lease() as connection:
            yield connection.number
            yield "more"

    abandoned = rows()
    assert next(abandoned) == 4
    db.refuses()
    abandoned.close()
    assert db.log[3:] == ["close 4"]
    db.counts(0, 0)
    assert list(rows()) == [5, "more"]
    assert db.log[4:] == ["reset 5"]
    db.counts(0, 1)


def test_left_by_return_and_break():
    """Leaving the block by return, break or continue resets the connection"""
    db = Database(1)

    def number():
        with db.pool.lease() as connection:
            return connection.number

    assert number() == 1
    assert db.log == ["reset 1"]
    for turn in range(3):
        with db.pool.lease():
            if turn == 1:
                break
            continue
    assert db.log == ["reset 1"] * 3
    db.counts(0, 1)


@pytest.mark.points(2)
def test_failing_reset():
    """If reset raises an Exception it is swallowed, the connection closed, and the block's own exception left as it is"""
    db = Database(1)
    with db.pool.lease() as connection:
        connection.reset_error = RuntimeError("rollback failed")
    assert db.log == ["reset 1", "close 1"]
    db.counts(0, 0)

    error = ValueError("no such report")
    with pytest.raises(ValueError) as info:
        with db.pool.lease() as connection:
            connection.reset_error = ConnectionError("gone")
            connection.close_error = OSError("gone, too")
            raise error
    assert info.value is error
    assert db.log == ["reset 1", "close 1", "reset 2", "close 2"]
    db.counts(0, 0)
    with db.pool.lease() as connection:
        assert connection is db.made[2]


def test_interrupted_reset():
    """If reset is interrupted, the connection is closed and the interrupt leaves the with statement"""
    db = Database(1)
    with pytest.raises(KeyboardInterrupt):
        with db.pool.lease() as connection:
            connection.reset_error = KeyboardInterrupt()
            connection.close_error = OSError("gone")
    assert db.log == ["reset 1", "close 1"]
    db.counts(0, 0)
    with pytest.raises(SystemExit):
        with db.pool.lease() as connection:
            connection.reset_error = SystemExit()
            raise ValueError("no such report")
    assert db.log == ["reset 1", "close 1", "reset 2", "close 2"]
    db.counts(0, 0)
    with db.pool.lease() as connection:
        assert connection is db.made[2]


def test_failing_close_of_a_connection():
    """An Exception from a connection's close is swallowed when a block ends, and the place is free"""
    db = Database(1)
    error = ConnectionError("gone")
    with pytest.raises(ConnectionError) as info:
        with db.pool.lease() as connection:
            connection.close_error = OSError("gone, too")
            raise error
    assert info.value is error
    db.counts(0, 0)
    with pytest.raises(KeyboardInterrupt):
        with db.pool.lease() as connection:
            connection.close_error = ConnectionError("gone")
            raise KeyboardInterrupt
    db.counts(0, 0)
    with db.pool.lease() as connection:
        connection.close_error = RuntimeError("twice")
        db.pool.close()
    db.counts(0, 0)
    assert db.log == ["close 1", "close 2", "close 3"]


def test_close_closes_idle_ones():
    """close() closes every idle connection once, and afterwards a block is refused with PoolClosed"""
    db = Database(3)
    db.fill(3)
    db.counts(0, 3)
    assert db.pool.close() is None
    assert sorted(db.log) == ["close 1", "close 2", "close 3"]
    db.counts(0, 0)
    db.refuses(answer.PoolClosed)
    assert db.pool.close() is None
    assert len(db.log) == 3

    empty = Database()
    empty.pool.close()
    empty.refuses(answer.PoolClosed)
    assert empty.log == []


def test_leased_ones_are_closed_at_their_end():
    """Connections that are leased while the pool is closed are closed, without a reset, when their blocks end"""
    db = Database(2)
    db.fill(2)
    with db.pool.lease() as outer:
        with pytest.raises(ValueError, match="^late$"):
            with db.pool.lease():
                db.pool.close()
                assert db.log == []
                db.counts(2, 0)
                db.refuses(answer.PoolClosed)
                raise ValueError("late")
        assert db.log == ["close 2"]
        db.counts(1, 0)
        db.pool.close()
        assert outer is db.made[0]
    assert db.log == ["close 2", "close 1"]
    db.counts(0, 0)
    db.refuses(answer.PoolClosed)


def test_close_goes_through_all():
    """If connections raise on close, the others are closed all the same, and close raises an ExceptionGroup of these exceptions"""
    db = Database(4)
    db.fill(4)
    first, second = random.sample(range(4), 2)
    db.made[first].close_error = OSError("first")
    db.made[second].close_error = ValueError("second")
    with pytest.raises(ExceptionGroup) as info:
        db.pool.close()
    assert sorted(map(str, info.value.exceptions)) == ["first", "second"]
    assert sorted(db.log) == ["close 1", "close 2", "close 3", "close 4"]
    db.counts(0, 0)
    assert db.pool.close() is None
    assert len(db.log) == 4
    db.refuses(answer.PoolClosed)


@pytest.mark.points(2)
def test_pool_as_context_manager():
    """The pool's own with statement closes it; an exception of the block leaves it as it is even if closing fails"""
    db = Database()
    with db.pool as pool:
        assert pool is db.pool
        with pool.lease():
            pass
    assert db.log == ["reset 1", "close 1"]
    db.refuses(answer.PoolClosed)

    for failing in (False, True):
        for error in (ValueError("no such report"), KeyboardInterrupt()):
            db = Database()
            db.fill(2)
            with pytest.raises(type(error)) as info:
                with db.pool:
                    if failing:
                        db.made[0].close_error = OSError("gone")
                    raise error
            assert info.value is error
            assert sorted(db.log) == ["close 1", "close 2"]
            db.refuses(answer.PoolClosed)

    db = Database()
    db.fill(2)
    with pytest.raises(ExceptionGroup) as info:
        with db.pool:
            db.made[1].close_error = OSError("gone")
    assert [str(error) for error in info.value.exceptions] == ["gone"]


@pytest.mark.points(2)
def test_many_leases_at_random():
    """However blocks are entered and left, leased and idle are right, and so is what becomes of each connection"""
    size = random.randrange(2, 5)
    db = Database(size)
    idle: list[int] = []
    leased: list[tuple] = []
    log: list[str] = []
    for _ in range(40):
        if random.random() < 0.5:
            if len(leased) == size:
                db.refuses()
                continue
            lease = db.pool.lease()
            connection = lease.__enter__()
            number = idle.pop() if idle else len(db.made)
            assert connection is db.made[number - 1]
            leased.append((lease, number))
        elif leased:
            lease, number = leased.pop(random.randrange(len(leased)))
            error = random.choice([None, None, ValueError("no such report"), ConnectionError("gone")])
            kind = None if error is None else type(error)
            assert not lease.__exit__(kind, error, None)
            if isinstance(error, ConnectionError):
                log.append(f"close {number}")
            else:
                log.append(f"reset {number}")
                idle.append(number)
        db.counts(len(leased), len(idle))
    assert db.log == log


def test_size_is_checked():
    """A size less than 1 raises ValueError"""
    for size in (0, -1):
        assert answer.Pool(lambda: None, 1).idle == 0
        with pytest.raises(ValueError):
            answer.Pool(lambda: None, size)
