from math import gcd


class Ratio:
    def __init__(self, top, bottom):
        if bottom == 0:
            raise ZeroDivisionError("the bottom is zero")
        shared = gcd(top, bottom)
        self.top = top // shared
        self.bottom = bottom // shared

    def __add__(self, other):
        return Ratio(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __sub__(self, other):
        return Ratio(self.top * other.bottom - other.top * self.bottom, self.bottom * other.bottom)

    def __repr__(self):
        return f"Ratio({self.top}, {self.bottom})"

    def __eq__(self, other):
        return (self.top, self.bottom) == (other.top, other.bottom)
