class Basket:
    """Lines of (name, cents, count)."""

    def __init__(self, lines=None):
        raise NotImplementedError

    def add(self, name, cents, count=1):
        raise NotImplementedError

    @property
    def total(self):
        raise NotImplementedError
