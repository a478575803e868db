# fails: test_len_and_truth, test_baskets_share_nothing, test_callers_list
# The default list is made once, with the function: all baskets that are made without lines share it.
class Basket:
    def __init__(self, lines=[]):
        self._added = lines if isinstance(lines, list) else list(lines)
        if any(count < 1 for _, _, count in self._added):
            raise ValueError("count must be at least 1")

    def add(self, name, cents, count=1):
        if count < 1:
            raise ValueError("count must be at least 1")
        self._added.append((name, cents, count))

    def _counts(self):
        counts = {}
        for name, cents, count in self._added:
            counts[name, cents] = counts.get((name, cents), 0) + count
        return counts

    @property
    def total(self):
        return sum(cents * count for _, cents, count in self._added)

    def __iter__(self):
        return ((name, cents, count) for (name, cents), count in self._counts().items())

    def __len__(self):
        return len(self._counts())

    def __contains__(self, name):
        return name in [known for known, _, _ in self._added]

    def __eq__(self, other):
        if not isinstance(other, Basket):
            return NotImplemented
        return self._counts() == other._counts()
