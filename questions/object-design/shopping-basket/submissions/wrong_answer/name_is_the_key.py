# fails: test_another_price, test_lines_given, test_any_basket, test_equality
# Near miss: lines are kept by name, so a second price makes the first one disappear.
class Basket:
    def __init__(self, lines=()):
        self._counts = {}
        for line in lines:
            self.add(*line)

    def add(self, name, cents, count=1):
        if count < 1:
            raise ValueError(f"count must be at least 1, not {count}")
        _, before = self._counts.get(name, (cents, 0))
        self._counts[name] = cents, before + count

    @property
    def total(self):
        return sum(cents * count for cents, count in self._counts.values())

    def __iter__(self):
        for name, (cents, count) in self._counts.items():
            yield name, cents, count

    def __len__(self):
        return len(self._counts)

    def __contains__(self, name):
        return name in self._counts

    def __eq__(self, other):
        if not isinstance(other, Basket):
            return NotImplemented
        return self._counts == other._counts
