# fails: test_moves_the_amount, test_too_little_money, test_same_account_on_both_sides, test_accounts_are_alone_while_the_journal_is_written
# Refuses a transfer of all that there is, as if an account had to keep something.
import threading
from collections.abc import Callable
from contextlib import ExitStack


class InsufficientFunds(Exception):
    """The source holds less than the amount."""


class Bank:
    """Moves money between accounts; each transfer is written to the journal before it takes effect.

    Who needs several locks takes them in the order of the accounts' names, so nobody can wait in a circle.
    """

    def __init__(self, balances: dict[str, int], journal: Callable[[str, str, int], object]) -> None:
        self._balances = dict(balances)
        self._locks = {account: threading.Lock() for account in balances}
        self._journal = journal

    def transfer(self, source: str, target: str, amount: int) -> None:
        if amount < 1:
            raise ValueError("amount must be at least 1")
        with ExitStack() as held:
            for account in sorted({source, target}):
                held.enter_context(self._locks[account])
            if self._balances[source] <= amount:
                raise InsufficientFunds
            self._journal(source, target, amount)
            self._balances[source] -= amount
            self._balances[target] += amount

    def balance(self, account: str) -> int:
        with self._locks[account]:
            return self._balances[account]

    def total(self) -> int:
        with ExitStack() as held:
            for account in sorted(self._locks):
                held.enter_context(self._locks[account])
            return sum(self._balances.values())
