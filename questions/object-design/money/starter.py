class CurrencyMismatch(TypeError):
    """Amounts of different currencies don't mix."""


class Money:
    """An amount of cents in a currency. It never changes."""

    def __init__(self, cents: int, currency: str) -> None:
        self.cents = cents
        self.currency = currency

    def split(self, parts: int) -> list["Money"]:
        raise NotImplementedError
