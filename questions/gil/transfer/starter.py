"""A bank's ledger that many threads share."""

from collections.abc import Callable


class InsufficientFunds(Exception):
    """The source holds less than the amount."""


class Bank:
    """Moves money between accounts; each transfer is written to the journal before it takes effect."""

    def __init__(self, balances: dict[str, int], journal: Callable[[str, str, int], object]) -> None:
        raise NotImplementedError

    def transfer(self, source: str, target: str, amount: int) -> None:
        """Takes the amount from the source and adds it to the target."""
        raise NotImplementedError

    def balance(self, account: str) -> int:
        """What is in the account."""
        raise NotImplementedError

    def total(self) -> int:
        """The sum of all balances at one moment."""
        raise NotImplementedError
