# Account objects with a number each; the lower number is locked first. A second lock makes the booking whole for total.
import threading
from collections.abc import Callable
from dataclasses import dataclass, field


class InsufficientFunds(Exception):
    """The source holds less than the amount."""


@dataclass
class Account:
    """What is in an account, and the lock of the transfer that uses it."""

    number: int
    cents: int
    lock: threading.Lock = field(default_factory=threading.Lock)


class Bank:
    """Moves money between accounts; each transfer is written to the journal before it takes effect."""

    def __init__(self, balances: dict[str, int], journal: Callable[[str, str, int], object]) -> None:
        self._accounts = {name: Account(number, cents) for number, (name, cents) in enumerate(balances.items())}
        self._journal = journal
        self._booking = threading.Lock()  # the innermost lock: held for two additions, or for a sum

    def transfer(self, source: str, target: str, amount: int) -> None:
        if amount < 1:
            raise ValueError("amount must be at least 1")
        giver, taker = self._accounts[source], self._accounts[target]
        if giver is taker:
            with giver.lock:
                self._move(giver, taker, source, target, amount)
            return
        first, second = (giver, taker) if giver.number < taker.number else (taker, giver)
        with first.lock, second.lock:
            self._move(giver, taker, source, target, amount)

    def balance(self, account: str) -> int:
        return self._accounts[account].cents

    def total(self) -> int:
        with self._booking:
            return sum(account.cents for account in self._accounts.values())

    def _move(self, giver: Account, taker: Account, source: str, target: str, amount: int) -> None:
        if giver.cents < amount:
            raise InsufficientFunds
        self._journal(source, target, amount)
        with self._booking:
            giver.cents -= amount
            taker.cents += amount
