# Each account knows the last transfer that queued up for it. A newcomer joins both queues in one step, then waits for those before it.
import threading
from collections.abc import Callable


class InsufficientFunds(Exception):
    """The source holds less than the amount."""


class Bank:
    """Moves money between accounts; each transfer is written to the journal before it takes effect.

    A transfer waits only for transfers that queued up earlier, so nobody can wait in a circle.
    """

    def __init__(self, balances: dict[str, int], journal: Callable[[str, str, int], object]) -> None:
        nobody = threading.Event()
        nobody.set()
        self._balances = dict(balances)
        self._journal = journal
        self._last = dict.fromkeys(balances, nobody)  # set when the transfer that came last is over
        self._lock = threading.Lock()  # guards balances and queues; never held while anybody waits

    def transfer(self, source: str, target: str, amount: int) -> None:
        if amount < 1:
            raise ValueError("amount must be at least 1")
        over = threading.Event()
        with self._lock:
            before = [self._last[source], self._last[target]]
            self._last[source] = self._last[target] = over
        try:
            for earlier in before:
                earlier.wait()
            if self._balances[source] < amount:
                raise InsufficientFunds
            self._journal(source, target, amount)
            with self._lock:
                self._balances[source] -= amount
                self._balances[target] += amount
        finally:
            over.set()

    def balance(self, account: str) -> int:
        with self._lock:
            return self._balances[account]

    def total(self) -> int:
        with self._lock:
            return sum(self._balances.values())
