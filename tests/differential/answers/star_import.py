import json

__all__ = ["Shape", "Square", "LIMIT"]
LIMIT = 3



class Shape:
    def area(self):
        raise NotImplementedError

    def __lt__(self, other):
        return self.area() < other.area()


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2


def unlisted():
    return json.dumps(None)
