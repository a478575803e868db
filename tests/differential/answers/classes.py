class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def norm(self):
        return max(self.x, self.y)

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __iter__(self):
        return iter((self.x, self.y))
