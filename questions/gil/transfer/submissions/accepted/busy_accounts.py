# One condition and the set of busy accounts: both are claimed in one step, so there is no order to keep; the journal runs without a lock.
import threading
from collections.abc import Callable


class InsufficientFunds(Exception):
    """The source holds less than the amount."""


class Bank:
    """Moves money between accounts; each transfer is written to the journal before it takes effect."""

    def __init__(self, balances: dict[str, int], journal: Callable[[str, str, int], object]) -> None:
        self._balances = dict(balances)
        self._journal = journal
        self._busy: set[str] = set()
        self._freed = threading.Condition()  # guards balances and busy; never held while the journal is written

    def transfer(self, source: str, target: str, amount: int) -> None:
        both = {source, target}
        if amount < 1:
            raise ValueError("amount must be at least 1")
        if not both <= self._balances.keys():
            raise KeyError(source if source not in self._balances else target)
        with self._freed:
            self._freed.wait_for(lambda: not both & self._busy)
            if self._balances[source] < amount:
                raise InsufficientFunds
            self._busy |= both
        written = False
        try:
            self._journal(source, target, amount)
            written = True
        finally:
            with self._freed:
                if written:
                    self._balances[source] -= amount
                    self._balances[target] += amount
                self._busy -= both
                self._freed.notify_all()

    def balance(self, account: str) -> int:
        with self._freed:
            return self._balances[account]

    def total(self) -> int:
        with self._freed:
            return sum(self._balances.values())
