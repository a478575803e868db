# fails: test_other_accounts_are_not_held_up
# One lock for the whole bank, held while the journal is written: one transfer at a time.
import threading
from collections.abc import Callable


class InsufficientFunds(Exception):
    """The source holds less than the amount."""


class Bank:
    """Moves money between accounts; each transfer is written to the journal before it takes effect."""

    def __init__(self, balances: dict[str, int], journal: Callable[[str, str, int], object]) -> None:
        self._balances = dict(balances)
        self._lock = threading.Lock()
        self._journal = journal

    def transfer(self, source: str, target: str, amount: int) -> None:
        if amount < 1:
            raise ValueError("amount must be at least 1")
        if target not in self._balances:
            raise KeyError(target)
        with self._lock:
            if self._balances[source] < amount:
                raise InsufficientFunds
            self._journal(source, target, amount)
            self._balances[source] -= amount
            self._balances[target] += amount

    def balance(self, account: str) -> int:
        with self._lock:
            return self._balances[account]

    def total(self) -> int:
        with self._lock:
            return sum(self._balances.values())
