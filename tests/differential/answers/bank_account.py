class ClosedError(Exception):
    pass


class Account:
    def __init__(self):
        self._open = False
        self._money = 0

    def open(self):
        self._open = True

    def close(self):
        self._check()
        self._open = False

    def balance(self):
        self._check()
        return self._money

    def deposit(self, amount):
        self._check()
        self._money += amount

    def withdraw(self, amount):
        self._check()
        if amount > self._money:
            raise ValueError("not enough money")
        self._money -= amount

    def _check(self):
        if not self._open:
            raise ClosedError("account is closed")
