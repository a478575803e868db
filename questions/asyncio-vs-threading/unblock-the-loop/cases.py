"""Cases for Gatekeeper. Ledger and journal block on the virtual clock, and each case looks at the heartbeat as well."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from answer import Gatekeeper
from pytest import approx


class Ledger:
    """Tickets' entries behind a client that blocks; notes calls that must not run at the same time."""

    def __init__(
        self,
        entries: dict[str, int],
        seconds: float,
        per_ticket: dict[str, float] | None = None,
        together: int = 0,
    ) -> None:
        self.entries = entries
        self.closed = 0
        self.faults: list[str] = []
        self._seconds = seconds
        self._per_ticket = per_ticket or {}
        self._busy: list[str] = []
        self._stores = threading.Barrier(together) if together else None

    def left(self, ticket: str) -> int:
        self._block(ticket)
        return self.entries[ticket]

    def store(self, ticket: str, left: int) -> None:
        self._block(ticket)
        self.entries[ticket] = left
        if self._stores is not None:  # so many stores of different tickets end at the same moment
            try:
                self._stores.wait(5)
            except threading.BrokenBarrierError:
                pass

    def close(self) -> None:
        if self._busy:
            self.faults.append(f"closed while {self._busy} were in use")
        time.sleep(self._seconds)
        self.closed += 1

    def _block(self, ticket: str) -> None:
        if ticket in self._busy:
            self.faults.append(f"two calls for {ticket} at the same time")
        if self.closed:
            self.faults.append(f"called for {ticket} after close")
        self._busy.append(ticket)
        time.sleep(self._per_ticket.get(ticket, self._seconds))
        self._busy.remove(ticket)


class Journal:
    def __init__(self, seconds: float = 0.0, failures: int = 0) -> None:
        self.lines: list[str] = []
        self.faults: list[str] = []
        self._seconds = seconds
        self._failures = failures
        self._busy = False

    def append(self, line: str) -> None:
        if self._busy:
            self.faults.append(f"two calls at the same time: {line}")
        self._busy = True
        time.sleep(self._seconds)
        self._busy = False
        if self._failures:
            self._failures -= 1
            raise OSError("disk full")
        self.lines.append(line)


@asynccontextmanager
async def gate(ledger: Ledger, journal: Journal) -> AsyncIterator[Gatekeeper]:
    """A gatekeeper whose heartbeat runs; at the end, nothing must have disturbed it, and nobody the rules of the parts."""
    start = time.monotonic()
    thread = threading.get_ident()
    beats: list[float] = []
    strangers: list[int] = []

    def beat() -> None:
        beats.append(time.monotonic() - start)
        if threading.get_ident() != thread:
            strangers.append(threading.get_ident())

    keeper = Gatekeeper(ledger, journal, beat)
    heart = asyncio.create_task(keeper.run())
    yield keeper
    passed = int(time.monotonic() - start)
    await asyncio.sleep(start + passed + 1.5 - time.monotonic())
    heart.cancel()
    await asyncio.wait([heart])
    assert beats == approx([float(second) for second in range(1, passed + 2)], abs=0.05), "the heartbeat is late"
    assert strangers == [], "a heartbeat was sent by another thread"
    assert ledger.faults == []
    assert journal.faults == []


def scan(keeper: Gatekeeper, ticket: str) -> asyncio.Task[int | None]:
    return asyncio.create_task(keeper.admit(ticket))


@pytest.mark.sample
async def test_ledger_blocks_nobody():
    """a ticket is admitted until it is used up, and the heartbeat goes on while the ledger blocks"""
    ledger, journal = Ledger({"A": 1}, seconds=1.25), Journal()
    async with gate(ledger, journal) as keeper:
        assert await keeper.admit("A") == 1
        assert await keeper.admit("A") is None
    assert ledger.entries == {"A": 0}
    assert journal.lines == ["1 A"]


@pytest.mark.sample
async def test_journal_blocks_nobody():
    """the heartbeat goes on while the journal blocks, and admit waits for its line"""
    ledger, journal = Ledger({"A": 2}, seconds=0.0), Journal(seconds=2.25)
    async with gate(ledger, journal) as keeper:
        assert await keeper.admit("A") == 1
        assert journal.lines == ["1 A"]
    assert ledger.entries == {"A": 1}


@pytest.mark.sample
async def test_different_tickets_overlap():
    """scans of different tickets take no longer than one"""
    ledger, journal = Ledger({"A": 1, "B": 2, "C": 3}, seconds=1.25), Journal()
    async with gate(ledger, journal) as keeper:
        begun = time.monotonic()
        numbers = await asyncio.gather(keeper.admit("A"), keeper.admit("B"), keeper.admit("C"))
        assert time.monotonic() - begun == approx(2.5, abs=0.1)
        assert sorted(numbers) == [1, 2, 3]
    assert ledger.entries == {"A": 0, "B": 1, "C": 2}


@pytest.mark.schedules(5)
async def test_one_entry_admits_one():
    """two scans at the same moment of a ticket with one entry admit one"""
    ledger, journal = Ledger({"A": 1}, seconds=0.6), Journal()
    async with gate(ledger, journal) as keeper:
        numbers = await asyncio.gather(keeper.admit("A"), keeper.admit("A"))
        assert sorted(numbers, key=str) == [1, None]
    assert journal.lines == ["1 A"]
    assert ledger.entries == {"A": 0}


@pytest.mark.schedules(5)
async def test_scans_of_a_ticket_keep_their_order():
    """scans of one ticket are decided in the order in which they came"""
    ledger, journal = Ledger({"A": 2}, seconds=0.6), Journal()
    async with gate(ledger, journal) as keeper:
        scans = []
        for _ in range(3):
            scans.append(scan(keeper, "A"))
            await asyncio.sleep(0.1)
        assert [await one for one in scans] == [1, 2, None]
    assert journal.lines == ["1 A", "2 A"]


async def test_a_popular_ticket_holds_up_nobody():
    """many scans that wait for one ticket don't hold up another one"""
    ledger, journal = Ledger({"A": 9, "B": 1}, seconds=0.6, per_ticket={"A": 2.0}), Journal()
    async with gate(ledger, journal) as keeper:
        crowd = [scan(keeper, "A") for _ in range(8)]
        await asyncio.sleep(0.1)
        begun = time.monotonic()
        assert await keeper.admit("B") == 1
        assert time.monotonic() - begun == approx(1.2, abs=0.1)
        assert [await one for one in crowd] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert ledger.entries == {"A": 1, "B": 0}


@pytest.mark.schedules(20)
async def test_journal_has_every_number_in_order():
    """entries at the same moment get different numbers, and the journal has them one by one in their order"""
    ledger, journal = Ledger({"A": 1, "B": 1, "C": 1}, seconds=0.1, together=3), Journal(seconds=0.5)
    async with gate(ledger, journal) as keeper:
        tickets = ["A", "B", "C"]
        numbers = await asyncio.gather(*(keeper.admit(ticket) for ticket in tickets))
        assert sorted(numbers) == [1, 2, 3]
        assert journal.lines == [f"{number} {ticket}" for number, ticket in sorted(zip(numbers, tickets, strict=True))]


async def test_unknown_ticket():
    """what the ledger raises reaches the caller, disturbs nobody and uses no number"""
    ledger, journal = Ledger({"A": 1}, seconds=1.25), Journal()
    async with gate(ledger, journal) as keeper:
        first, other, second = scan(keeper, "forged"), scan(keeper, "A"), scan(keeper, "forged")
        with pytest.raises(KeyError):
            await first
        assert await other == 1
        with pytest.raises(KeyError):
            await second
    assert journal.lines == ["1 A"]


async def test_journal_that_fails_once():
    """what the journal raises reaches the caller, whose number is used up, and the next scan is written"""
    ledger, journal = Ledger({"A": 2}, seconds=0.6), Journal(seconds=0.5, failures=1)
    async with gate(ledger, journal) as keeper:
        first = scan(keeper, "A")
        await asyncio.sleep(0.1)
        second = scan(keeper, "A")
        with pytest.raises(OSError, match="disk full"):
            await first
        assert await second == 2
    assert ledger.entries == {"A": 0}
    assert journal.lines == ["2 A"]


@pytest.mark.schedules(5)
async def test_cancelled_scan_is_carried_through():
    """a cancelled caller is let go at once, and its scan counts before the next one of that ticket begins"""
    ledger, journal = Ledger({"A": 1}, seconds=1.0), Journal(seconds=0.5)
    async with gate(ledger, journal) as keeper:
        begun = time.monotonic()
        gone = scan(keeper, "A")
        await asyncio.sleep(0.3)
        late = scan(keeper, "A")
        await asyncio.sleep(0.1)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        assert time.monotonic() - begun == approx(0.4, abs=0.05)
        assert await late is None
        await asyncio.sleep(1)
        assert journal.lines == ["1 A"]
    assert ledger.entries == {"A": 0}


@pytest.mark.schedules(5)
async def test_close_waits_for_what_has_begun():
    """close waits for every scan, also for one whose caller is gone, then closes the ledger without blocking"""
    ledger, journal = Ledger({"A": 1, "B": 1}, seconds=1.25, per_ticket={"A": 1.75}), Journal(seconds=0.5)
    async with gate(ledger, journal) as keeper:
        gone, stays = scan(keeper, "A"), scan(keeper, "B")
        await asyncio.sleep(0.3)
        gone.cancel()
        await asyncio.wait([gone])
        await keeper.close()
        assert ledger.closed == 1
        assert ledger.entries == {"A": 0, "B": 0}
        assert len(journal.lines) == 2
        assert stays.done() is True
    assert ledger.closed == 1


async def test_close_when_all_is_over():
    """close closes the ledger when all scans are over, and when none has begun"""
    for scans in (1, 0):
        ledger, journal = Ledger({"A": 1}, seconds=0.5), Journal()
        async with gate(ledger, journal) as keeper:
            for _ in range(scans):
                assert await keeper.admit("A") == 1
            await asyncio.sleep(0.1)
            await keeper.close()
            assert ledger.closed == 1
