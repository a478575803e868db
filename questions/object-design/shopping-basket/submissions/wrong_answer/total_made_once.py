# fails: test_total, test_any_basket, test_baskets_share_nothing
# The total is summed up in the constructor, and `add` doesn't change it.
class Basket:
    def __init__(self, lines=()):
        self._counts = {}
        for line in lines:
            self.add(*line)
        self.total = sum(cents * count for (_, cents), count in self._counts.items())

    def add(self, name, cents, count=1):
        if count < 1:
            raise ValueError(f"count must be at least 1, not {count}")
        self._counts[name, cents] = self._counts.get((name, cents), 0) + count

    def __iter__(self):
        for (name, cents), count in self._counts.items():
            yield name, cents, count

    def __len__(self):
        return len(self._counts)

    def __contains__(self, name):
        return any(name == known for known, _ in self._counts)

    def __eq__(self, other):
        if not isinstance(other, Basket):
            return NotImplemented
        return self._counts == other._counts
