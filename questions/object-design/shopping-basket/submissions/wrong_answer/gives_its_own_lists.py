# fails: test_add_merges, test_another_price, test_lines_given, test_counts_are_checked, test_any_basket, test_class_of_its_own, test_iteration, test_loops_are_independent, test_baskets_share_nothing, test_callers_list
# Loops give the lists inside, so whoever changes one of them changes the basket.
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
        return iter(self._lines)

    def __len__(self):
        return len(self._lines)

    def __contains__(self, name):
        return name in [line[0] for line in self._lines]

    def __eq__(self, other):
        if not isinstance(other, Basket):
            return NotImplemented
        return sorted(self._lines) == sorted(other._lines)
