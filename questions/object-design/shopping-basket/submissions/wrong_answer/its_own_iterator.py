# fails: test_loops_are_independent
# Near miss: the basket is its own iterator, so a second loop moves the first one.
class Basket:
    def __init__(self, lines=()):
        self._lines = []
        for line in lines:
            self.add(*line)

    def add(self, name, cents, count=1):
        if count < 1:
            raise ValueError("count must be at least 1")
        for line in self._lines:
            if line[:2] == [name, cents]:
                line[2] += count
                return
        self._lines.append([name, cents, count])

    @property
    def total(self):
        return sum(cents * count for _, cents, count in self._lines)

    def __iter__(self):
        self._next = 0
        return self

    def __next__(self):
        if self._next == len(self._lines):
            raise StopIteration
        self._next += 1
        return tuple(self._lines[self._next - 1])

    def __len__(self):
        return len(self._lines)

    def __contains__(self, name):
        return name in [line[0] for line in self._lines]

    def __eq__(self, other):
        if not isinstance(other, Basket):
            return NotImplemented
        return sorted(self._lines) == sorted(other._lines)
