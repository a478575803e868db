class Point(tuple):
    def __new__(cls, x, y):
        return super().__new__(cls, (x, y))

    @property
    def x(self):
        return self[0]


class Celsius(float):
    def __str__(self):
        return f"{float(self):.1f} C"


class Count(int):
    def next(self):
        return Count(self + 1)


class Name(str):
    @property
    def initials(self):
        return "".join(part[0] for part in self.split())


class Stack(list):
    push = list.append


class Attributes(dict):
    __getattr__ = dict.__getitem__


class Tags(set):
    def join(self):
        return ",".join(sorted(self))


class TooMuch(ValueError):
    def __init__(self, amount, limit):
        super().__init__(f"{amount} is more than {limit}")
        self.amount = amount


def check(amount):
    if amount > 3:
        raise TooMuch(amount, 3)
    return amount
