class Cycle:
    def __init__(self, items, rounds):
        self._left = list(items) * rounds

    def __iter__(self):
        return self

    def __next__(self):
        if not self._left:
            raise StopIteration
        return self._left.pop(0)


class Tree:
    def __init__(self):
        self._values = []

    def add(self, value):
        self._values.append(value)

    def __iter__(self):
        return iter(sorted(self._values))
