"""Cases for Bank. A thread that doesn't come back shows as a deadlock, since the cases join without a limit."""

import threading
import time
from collections.abc import Callable

import pytest
from answer import Bank, InsufficientFunds

SOON = 0.01


class Call:
    """One call in a thread of its own."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self._value: object = None
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, args=(function, arguments), daemon=True)
        self._thread.start()

    def _run(self, function: Callable[..., object], arguments: tuple[object, ...]) -> None:
        try:
            self._value = function(*arguments)
        except Exception as error:  # noqa: BLE001 - `result` raises it
            self._error = error

    def result(self) -> object:
        """What the call returned; raises what it raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._value

    def end(self) -> object:
        """What the call returned, or the name of what it raised."""
        self._thread.join()
        return self._value if self._error is None else type(self._error).__name__


def slow_journal(source: str, target: str, amount: int) -> None:
    time.sleep(1)


@pytest.mark.sample
def test_moves_the_amount():
    """moves the amount, all that the source holds too, and writes each transfer to the journal once"""
    seen = []
    bank = Bank({"ann": 100, "bob": 20}, lambda *entry: seen.append(entry))
    assert bank.transfer("ann", "bob", 100) is None
    bank.transfer("bob", "ann", 1)
    assert seen == [("ann", "bob", 100), ("bob", "ann", 1)]
    assert (bank.balance("ann"), bank.balance("bob")) == (1, 119)
    assert bank.total() == 120


@pytest.mark.sample
def test_too_little_money():
    """refuses a transfer of more than there is, and changes nothing"""
    seen = []
    bank = Bank({"ann": 10, "bob": 20}, lambda *entry: seen.append(entry))
    with pytest.raises(InsufficientFunds):
        bank.transfer("ann", "bob", 11)
    with pytest.raises(InsufficientFunds):
        bank.transfer("ann", "ann", 11)
    assert seen == []
    assert (bank.balance("ann"), bank.balance("bob")) == (10, 20)
    bank.transfer("ann", "bob", 10)
    assert (bank.balance("ann"), bank.balance("bob")) == (0, 30)


def test_bad_requests():
    """refuses amounts below 1 and unknown accounts, and changes nothing"""
    seen = []
    bank = Bank({"ann": 10, "bob": 20}, lambda *entry: seen.append(entry))
    for amount in (0, -5):
        with pytest.raises(ValueError):
            bank.transfer("ann", "bob", amount)
    for source, target in (("ann", "nobody"), ("nobody", "ann"), ("nobody", "nobody")):
        with pytest.raises(KeyError):
            bank.transfer(source, target, 1)
    with pytest.raises(KeyError):
        bank.balance("nobody")
    assert seen == []
    bank.transfer("bob", "ann", 1)
    assert (bank.balance("ann"), bank.balance("bob"), bank.total()) == (11, 19, 30)


@pytest.mark.sample
def test_same_account_on_both_sides():
    """a transfer from an account to itself is written to the journal and changes nothing"""
    seen = []
    bank = Bank({"ann": 10, "bob": 20}, lambda *entry: seen.append(entry))
    assert Call(bank.transfer, "ann", "ann", 10).result() is None
    assert seen == [("ann", "ann", 10)]
    assert bank.balance("ann") == 10
    bank.transfer("ann", "bob", 4)
    assert (bank.balance("ann"), bank.total()) == (6, 30)


@pytest.mark.schedules(20)
@pytest.mark.points(2)
def test_both_ways_at_once():
    """transfers between the same accounts in opposite directions all come through"""
    bank = Bank({"ann": 10, "bob": 20}, slow_journal)
    first = Call(bank.transfer, "bob", "ann", 5)
    time.sleep(0.5)
    both = [Call(bank.transfer, "ann", "bob", 3), Call(bank.transfer, "bob", "ann", 1)]
    assert [call.end() for call in (first, *both)] == [None, None, None]
    assert (bank.balance("ann"), bank.balance("bob")) == (13, 17)


@pytest.mark.schedules(20)
@pytest.mark.points(2)
def test_total_during_transfers():
    """total and transfers at the same time all come through, in whatever order the accounts are given"""
    bank = Bank({"bob": 20, "ann": 10}, slow_journal)
    first = Call(bank.transfer, "ann", "bob", 5)
    time.sleep(0.5)
    second = Call(bank.transfer, "ann", "bob", 3)
    Call(bank.total).end()
    assert (first.end(), second.end()) == (None, None)
    assert (bank.balance("ann"), bank.balance("bob")) == (2, 28)
    assert bank.total() == 30


def test_failed_journal_changes_nothing():
    """a journal that raises leaves the balances as they are and the accounts usable"""
    seen = []

    def journal(source: str, target: str, amount: int) -> None:
        seen.append(amount)
        if len(seen) == 1:
            raise OSError("disk full")

    bank = Bank({"ann": 10, "bob": 20}, journal)
    with pytest.raises(OSError, match="^disk full$"):
        Call(bank.transfer, "ann", "bob", 3).result()
    assert Call(bank.total).result() == 30
    assert (Call(bank.balance, "ann").result(), Call(bank.balance, "bob").result()) == (10, 20)
    assert Call(bank.transfer, "bob", "ann", 5).result() is None
    assert (bank.balance("ann"), bank.balance("bob")) == (15, 15)
    assert seen == [3, 5]


@pytest.mark.schedules(60)
@pytest.mark.points(2)
def test_never_overdrawn():
    """an account is never overdrawn by transfers that run at once"""
    seen = []

    def journal(source: str, target: str, amount: int) -> None:
        seen.append(target)
        time.sleep(1)

    bank = Bank({"ann": 10, "bob": 0, "cyd": 0, "dan": 0}, journal)
    calls = [Call(bank.transfer, "ann", target, 6) for target in ("bob", "cyd", "dan", "bob")]
    assert sorted((call.end() for call in calls), key=str) == ["InsufficientFunds"] * 3 + [None]
    assert len(seen) == 1
    assert bank.balance("ann") == 4
    assert bank.total() == 10


@pytest.mark.schedules(120)
@pytest.mark.points(2)
def test_total_is_always_the_same():
    """total sees every transfer whole or not at all"""
    written = threading.Event()
    bank = Bank({"ann": 10, "bob": 20, "cyd": 30}, lambda *entry: written.set())
    mover = Call(bank.transfer, "ann", "cyd", 5)
    written.wait()
    assert bank.total() == 60
    assert mover.end() is None

    bank = Bank({"ann": 10, "bob": 20, "cyd": 30}, slow_journal)
    movers = [Call(bank.transfer, "ann", "cyd", 5)]
    time.sleep(0.25)
    counted = Call(bank.total)
    time.sleep(0.25)
    movers.append(Call(bank.transfer, "ann", "cyd", 3))
    assert counted.end() == 60
    assert [call.end() for call in movers] == [None, None]
    assert [bank.balance(name) for name in ("ann", "bob", "cyd")] == [2, 20, 38]


def test_accounts_are_alone_while_the_journal_is_written():
    """while a transfer is being written, others that touch its accounts wait, and use what it leaves"""
    seen = []

    def journal(source: str, target: str, amount: int) -> None:
        seen.append((source, target))
        time.sleep(1)

    bank = Bank({"ann": 10, "bob": 0, "cyd": 5}, journal)
    started = time.monotonic()
    first = Call(bank.transfer, "ann", "bob", 10)
    time.sleep(0.5)
    second = Call(bank.transfer, "bob", "cyd", 10)
    time.sleep(0.25)
    assert seen == [("ann", "bob")]
    assert first.result() is None
    assert second.result() is None
    assert time.monotonic() - started == pytest.approx(2, abs=SOON)
    assert [bank.balance(name) for name in ("ann", "bob", "cyd")] == [0, 0, 15]
    assert seen == [("ann", "bob"), ("bob", "cyd")]


@pytest.mark.schedules(10)
def test_other_accounts_are_not_held_up():
    """transfers that share no account run at the same time"""
    bank = Bank({"dan": 10, "ann": 10, "cyd": 10, "bob": 10}, slow_journal)
    started = time.monotonic()
    calls = [Call(bank.transfer, "ann", "bob", 3), Call(bank.transfer, "cyd", "dan", 3)]
    assert [call.result() for call in calls] == [None, None]
    assert time.monotonic() - started == pytest.approx(1, abs=SOON)
    assert [bank.balance(name) for name in ("ann", "bob", "cyd", "dan")] == [7, 13, 7, 13]
