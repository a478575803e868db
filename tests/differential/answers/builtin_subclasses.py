class Vector(tuple):
    def __new__(cls, *numbers):
        return super().__new__(cls, numbers)

    def __add__(self, other):
        return Vector(*(a + b for a, b in zip(self, other)))

    def __neg__(self):
        return Vector(*(-number for number in self))

    def __abs__(self):
        return sum(number**2 for number in self) ** 0.5

    def __round__(self, digits=None):
        return Vector(*(round(number, digits) for number in self))


class Text(str):
    pass


class Count(int):
    pass


class Reading(float):
    pass
