"""Cases for place_order. The shop plays a script, notes what happens, and knows in the end whether all accounts are settled."""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import pytest
from answer import DeadlineExceeded, place_order


def at(seconds):
    """A time on the virtual clock, where computing costs microseconds."""
    return pytest.approx(seconds, abs=0.05)


@dataclass
class Step:
    """How one step goes: it takes some seconds, or waits for a gate, and then returns or raises.

    If it is cancelled, it cleans up for some seconds; then it returns nevertheless (`late`), or raises `afterwards`, or CancelledError.
    """

    seconds: float = 0.0
    gate: asyncio.Event | None = None
    error: Exception | None = None
    cleanup: float = 0.0
    afterwards: Exception | None = None
    late: bool = False


class Shop:
    """The back end. `log` has "reserve tea" when that begins, and "reserve tea: done", "… failed", "… cancelled" or "… broken off" when it ends."""

    def __init__(self, steps: dict[str, Step]) -> None:
        self.begin = time.monotonic()
        self.log: list[str] = []
        self.running: set[str] = set()
        self.made: list[str] = []
        self.undone: list[str] = []
        self.committed: list[str] = []
        self.connections: list[Connection] = []
        self._steps = steps

    def now(self) -> float:
        return time.monotonic() - self.begin

    def begun(self, kind: str) -> list[str]:
        """The steps of a kind that have begun, in their order."""
        return [entry for entry in self.log if entry.split()[0] == kind and ":" not in entry]

    async def carry_out(self, name: str) -> None:
        step = self._steps.get(name, Step())
        self.log.append(name)
        self.running.add(name)
        outcome = "broken off"
        try:
            if step.gate is None:
                await asyncio.sleep(step.seconds)
            else:
                await step.gate.wait()
            if step.error is not None:
                outcome = "failed"
                raise step.error
            outcome = "done"
        except asyncio.CancelledError:
            await asyncio.sleep(step.cleanup)
            outcome = "done" if step.late else "cancelled"
            if step.afterwards is not None:
                raise step.afterwards from None
            if not step.late:
                raise
        finally:
            self.running.discard(name)
            self.log.append(f"{name}: {outcome}")

    async def connect(self) -> "Connection":
        await self.carry_out("connect")
        connection = Connection(self)
        self.connections.append(connection)
        return connection

    def settle(self) -> None:
        """Asserts that each account is settled: what is left to the outcome of the call, the case asserts itself."""
        assert self.running == set(), "steps still run"
        assert len(asyncio.all_tasks()) == 1, "tasks are left behind"
        assert sorted(self.undone + self.committed) == sorted(self.made), "what was reserved was not committed or undone, once"
        assert [connection.closed for connection in self.connections] == [1 for _ in self.connections], "a connection was not closed, once"
        broken = [entry for entry in self.log if entry.endswith("broken off")]
        assert broken == [], "a step was cancelled while it cleaned up"
        disturbed = [entry for entry in self.log if entry.endswith("cancelled") and not entry.startswith(("connect", "reserve"))]
        assert disturbed == [], "a step was cancelled that must run to its end"


class Connection:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.closed = 0

    async def _carry_out(self, name: str) -> None:
        assert self.closed == 0, f"{name} on a closed connection"
        await self._shop.carry_out(name)

    async def reserve(self, item: str) -> str:
        await self._carry_out(f"reserve {item}")
        self._shop.made.append(f"R-{item}")
        return f"R-{item}"

    async def commit(self, reservations: list[str]) -> str:
        await self._carry_out("commit " + " ".join(reservations))
        self._shop.committed += reservations
        return "order 7"

    async def undo(self, reservation: str) -> None:
        assert reservation in self._shop.made, "undoes what was not reserved"
        self._shop.undone.append(reservation)
        await self._carry_out(f"undo {reservation}")

    async def close(self) -> None:
        assert self._shop.running == set(), "closes a connection that is in use"
        self.closed += 1
        await self._shop.carry_out("close")


async def fails(call: Coroutine[Any, Any, Any], error: Exception) -> None:
    """The call raises that very error, not one like it and not a group around it."""
    with pytest.raises(type(error)) as caught:
        await call
    assert caught.value is error


async def is_cancelled(call: asyncio.Task) -> None:
    """The call ends with CancelledError."""
    with pytest.raises(asyncio.CancelledError):
        await call
    assert call.cancelled() is True


@pytest.mark.sample
async def test_places_an_order():
    """connects, reserves all items at once, commits them in order, closes, and returns what commit returned"""
    shop = Shop({"connect": Step(1), "reserve milk": Step(3), "reserve tea": Step(2), "commit R-milk R-tea": Step(1), "close": Step(1)})
    assert await place_order(shop, ["milk", "tea"], 30) == "order 7"
    assert shop.log == [
        "connect",
        "connect: done",
        "reserve milk",
        "reserve tea",
        "reserve tea: done",
        "reserve milk: done",
        "commit R-milk R-tea",
        "commit R-milk R-tea: done",
        "close",
        "close: done",
    ]
    assert shop.now() == at(6)
    shop.settle()


@pytest.mark.sample
async def test_deadline_while_reserving():
    """at the deadline, what runs is cancelled, what was reserved is undone, the connection is closed, and DeadlineExceeded is raised"""
    shop = Shop({"reserve milk": Step(9, cleanup=0.5), "reserve tea": Step(1), "undo R-tea": Step(0.25)})
    with pytest.raises(DeadlineExceeded):
        await place_order(shop, ["milk", "tea"], 2)
    assert shop.log[-5:] == ["reserve milk: cancelled", "undo R-tea", "undo R-tea: done", "close", "close: done"]
    assert shop.now() == at(2.75)
    shop.settle()


async def test_deadline_while_connecting():
    """a connection that isn't there at the deadline is not waited for"""
    shop = Shop({"connect": Step(9)})
    with pytest.raises(DeadlineExceeded):
        await place_order(shop, ["milk"], 2)
    assert shop.log == ["connect", "connect: cancelled"]
    assert shop.now() == at(2)
    shop.settle()


async def test_one_deadline_for_both_steps():
    """connecting and reserving share one deadline"""
    shop = Shop({"connect": Step(1.5), "reserve milk": Step(1.5)})
    with pytest.raises(DeadlineExceeded):
        await place_order(shop, ["milk"], 2)
    assert shop.now() == at(2)
    shop.settle()


async def test_deadline_ends_no_commit():
    """a commit that has begun in time is waited for, past the deadline"""
    shop = Shop({"reserve milk": Step(1), "commit R-milk": Step(5), "close": Step(1)})
    assert await place_order(shop, ["milk"], 2) == "order 7"
    assert shop.committed == ["R-milk"]
    assert shop.now() == at(7)
    shop.settle()


async def test_failed_reserve():
    """the first reserve that fails cancels the others; what was reserved is undone, and its exception is raised"""
    error = LookupError("out of stock")
    shop = Shop({"reserve tea": Step(1), "reserve milk": Step(2, error=error), "reserve salt": Step(9, cleanup=0.5), "undo R-tea": Step(0.25)})
    await fails(place_order(shop, ["salt", "tea", "milk"], 30), error)
    assert shop.begun("undo") == ["undo R-tea"]
    assert shop.begun("commit") == []
    assert shop.now() == at(2.75)
    shop.settle()

    refused = ConnectionRefusedError("shop is closed")
    shop = Shop({"connect": Step(1, error=refused)})
    await fails(place_order(shop, ["salt"], 30), refused)
    assert shop.log == ["connect", "connect: failed"]


@pytest.mark.schedules(20)
async def test_others_reserve_at_the_moment_of_the_failure():
    """an item that is reserved at the moment at which another one fails is undone"""
    gate = asyncio.Event()
    error = LookupError("out of stock")
    shop = Shop({"reserve tea": Step(gate=gate), "reserve milk": Step(gate=gate, error=error), "reserve salt": Step(gate=gate)})
    call = asyncio.create_task(place_order(shop, ["tea", "milk", "salt"], 30))
    await asyncio.sleep(1)
    gate.set()
    await fails(call, error)
    assert shop.begun("commit") == []
    shop.settle()


@pytest.mark.parametrize("cause", ["failure", "deadline", "cancellation"])
async def test_reserved_in_spite_of_cancellation(cause):
    """a reserve that returns although it was cancelled is undone"""
    error = LookupError("out of stock")
    shop = Shop({"reserve tea": Step(9, cleanup=0.5, late=True), "reserve milk": Step(1 if cause == "failure" else 9, error=error)})
    call = asyncio.create_task(place_order(shop, ["tea", "milk"], 1 if cause == "deadline" else 30))
    if cause == "cancellation":
        await asyncio.sleep(1)
        call.cancel()
        await is_cancelled(call)
    elif cause == "deadline":
        with pytest.raises(DeadlineExceeded):
            await call
    else:
        await fails(call, error)
    assert shop.undone == ["R-tea"]
    assert shop.now() == at(1.5)
    shop.settle()


@pytest.mark.parametrize("name", ["connect", "reserve milk", "commit R-milk"])
async def test_timeout_of_the_shop_is_no_deadline(name):
    """a TimeoutError that the shop raises is a failure like any other"""
    error = TimeoutError("no answer from the warehouse")
    shop = Shop({name: Step(1, error=error)})
    await fails(place_order(shop, ["milk"], 30), error)
    assert shop.now() == at(1)
    shop.settle()


async def test_failed_commit_is_undone():
    """when the commit fails, every reservation is undone and the exception is raised"""
    error = PermissionError("card declined")
    shop = Shop({"commit R-milk R-tea": Step(1, error=error), "close": Step(0.5)})
    await fails(place_order(shop, ["milk", "tea"], 30), error)
    assert sorted(shop.undone) == ["R-milk", "R-tea"]
    assert shop.now() == at(1.5)
    shop.settle()


@pytest.mark.parametrize("end", ["order", "failure", "deadline"])
async def test_failed_clean_up_changes_nothing(end):
    """what a cancelled reserve, an undo or a close raises changes neither the rest of the clean-up nor how the call ends"""
    error = LookupError("out of stock")
    broken = ConnectionError("clean-up failed")
    steps = {name: Step(error=broken) for name in ("undo R-milk", "undo R-tea", "undo R-salt", "close")}
    if end == "order":
        shop = Shop(steps)
        assert await place_order(shop, ["milk", "tea"], 30) == "order 7"
    elif end == "failure":
        shop = Shop({**steps, "reserve egg": Step(1, error=error), "reserve oil": Step(9, afterwards=broken)})
        await fails(place_order(shop, ["oil", "milk", "tea", "egg", "salt"], 30), error)
    else:
        shop = Shop({**steps, "reserve oil": Step(9, afterwards=broken)})
        with pytest.raises(DeadlineExceeded):
            await place_order(shop, ["oil", "milk", "tea", "salt"], 2)
    assert len(shop.begun("undo")) == (0 if end == "order" else 3)
    shop.settle()


@pytest.mark.parametrize("slow", ["reserve tea", "undo R-milk", "close"])
async def test_deadline_during_clean_up(slow):
    """a deadline that passes during the clean-up after a failure changes nothing"""
    error = LookupError("out of stock")
    shop = Shop({"reserve salt": Step(1, error=error), "reserve tea": Step(9), slow: Step(9 if slow == "reserve tea" else 3, cleanup=3)})
    await fails(place_order(shop, ["milk", "tea", "salt"], 2), error)
    assert shop.undone == ["R-milk"]
    assert shop.now() == at(4)
    shop.settle()


@pytest.mark.sample
async def test_cancelled_while_reserving():
    """a cancelled call cancels what runs, undoes what was reserved, closes, and ends with CancelledError"""
    shop = Shop({"reserve milk": Step(9, cleanup=0.5), "reserve tea": Step(1), "undo R-tea": Step(0.25)})
    call = asyncio.create_task(place_order(shop, ["milk", "tea"], 30))
    await asyncio.sleep(2)
    call.cancel()
    await is_cancelled(call)
    assert shop.log[-5:] == ["reserve milk: cancelled", "undo R-tea", "undo R-tea: done", "close", "close: done"]
    assert shop.now() == at(2.75)
    shop.settle()


@pytest.mark.parametrize("name, end", [("connect", 1), ("reserve milk", 1), ("commit R-milk", 3), ("close", 3)])
async def test_callers_timeout(name, end):
    """cancelled by an asyncio.timeout of the caller's, the call ends with TimeoutError, after the clean-up that it waits for"""
    shop = Shop({name: Step(3)})
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await place_order(shop, ["milk"], 30)
    assert shop.now() == at(end)
    assert len(shop.begun("commit")) == (1 if end == 3 else 0)
    shop.settle()


@pytest.mark.schedules(20)
async def test_cancelled_as_connect_returns():
    """a connection that comes at the moment at which the call is cancelled is closed"""
    gate = asyncio.Event()
    shop = Shop({"connect": Step(gate=gate), "reserve milk": Step(1), "close": Step(1)})
    call = asyncio.create_task(place_order(shop, ["milk"], 30))
    await asyncio.sleep(1)
    gate.set()
    await asyncio.sleep(0)
    call.cancel()
    await is_cancelled(call)
    assert shop.begun("commit") == []
    shop.settle()


@pytest.mark.schedules(20)
async def test_cancelled_as_reserves_return():
    """items that are reserved at the moment at which the call is cancelled are undone"""
    gate = asyncio.Event()
    shop = Shop({"reserve milk": Step(gate=gate), "reserve tea": Step(gate=gate), "close": Step(1)})
    call = asyncio.create_task(place_order(shop, ["milk", "tea"], 30))
    await asyncio.sleep(1)
    gate.set()
    await asyncio.sleep(0)
    call.cancel()
    await is_cancelled(call)
    shop.settle()


@pytest.mark.parametrize("raises", ["reserve tea", "reserve milk", "undo R-salt", "close"])
async def test_cancellation_is_never_replaced(raises):
    """a cancelled call ends with CancelledError, whatever the clean-up raises"""
    broken = ConnectionError("clean-up failed")
    cancelled = {"reserve milk": Step(9, cleanup=0.5), "reserve tea": Step(9)}
    shop = Shop({**cancelled, raises: Step(9 if raises in cancelled else 0.5, error=broken, afterwards=broken)})
    call = asyncio.create_task(place_order(shop, ["salt", "milk", "tea"], 30))
    await asyncio.sleep(1)
    call.cancel()
    await is_cancelled(call)
    assert shop.undone == ["R-salt"]
    shop.settle()


async def test_cancelled_during_commit():
    """a call that is cancelled during the commit waits for it, closes, undoes nothing, and ends with CancelledError"""
    shop = Shop({"commit R-milk": Step(3), "close": Step(0.5)})
    call = asyncio.create_task(place_order(shop, ["milk"], 30))
    await asyncio.sleep(1)
    call.cancel()
    await is_cancelled(call)
    assert shop.log[-3:] == ["commit R-milk: done", "close", "close: done"]
    assert shop.undone == []
    assert shop.now() == at(3.5)
    shop.settle()


async def test_cancelled_during_a_commit_that_fails():
    """a call that is cancelled during a commit that then fails undoes its reservations and ends with CancelledError"""
    shop = Shop({"commit R-milk": Step(3, error=PermissionError("card declined")), "close": Step(0.5)})
    call = asyncio.create_task(place_order(shop, ["milk"], 30))
    await asyncio.sleep(1)
    call.cancel()
    await is_cancelled(call)
    assert shop.undone == ["R-milk"]
    assert shop.now() == at(3.5)
    shop.settle()


@pytest.mark.schedules(40)
async def test_cancelled_as_commit_returns():
    """a call that is cancelled at the moment at which the commit returns undoes nothing"""
    gate = asyncio.Event()
    shop = Shop({"commit R-milk": Step(gate=gate), "close": Step(1)})
    call = asyncio.create_task(place_order(shop, ["milk"], 30))
    await asyncio.sleep(1)
    gate.set()
    await asyncio.sleep(0)
    call.cancel()
    await is_cancelled(call)
    assert shop.undone == []
    shop.settle()


async def test_commit_outlives_every_cancellation():
    """a commit runs to its end however often the call is cancelled"""
    shop = Shop({"reserve milk": Step(1), "commit R-milk": Step(4)})
    call = asyncio.create_task(place_order(shop, ["milk"], 3))
    for _ in range(3):
        await asyncio.sleep(1.25)
        call.cancel()
    await is_cancelled(call)
    assert shop.committed == ["R-milk"]
    assert shop.now() == at(5)
    shop.settle()


@pytest.mark.parametrize("slow", ["reserve milk", "undo R-tea", "close"])
@pytest.mark.parametrize("cause", ["cancellation", "deadline", "failure"])
async def test_clean_up_outlives_every_cancellation(cause, slow):
    """the clean-up is done whole however often the call is cancelled meanwhile"""
    steps = {"reserve egg": Step(1 if cause == "failure" else 9, error=LookupError("out of stock")), "reserve milk": Step(9)}
    shop = Shop({**steps, slow: Step(9 if slow == "reserve milk" else 3, cleanup=3)})
    call = asyncio.create_task(place_order(shop, ["milk", "tea", "salt", "egg"], 1 if cause == "deadline" else 30))
    await asyncio.sleep(1)
    if cause == "cancellation":
        call.cancel()
    for _ in range(2):
        await asyncio.sleep(1)
        call.cancel()
    await is_cancelled(call)
    assert sorted(shop.undone) == ["R-salt", "R-tea"]
    assert shop.now() == at(4)
    shop.settle()
