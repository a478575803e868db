# fails: test_class_of_its_own, test_equality, test_other_types
# Near miss: inherits from list. append, insert and += go around the rules, and a basket equals a list with the same lines.
class Basket(list):
    def __init__(self, lines=()):
        super().__init__()
        for line in lines:
            self.add(*line)

    def add(self, name, cents, count=1):
        if count < 1:
            raise ValueError("count must be at least 1")
        for place, (other, price, before) in enumerate(self):
            if (name, cents) == (other, price):
                self[place] = (name, cents, before + count)
                return
        self.append((name, cents, count))

    @property
    def total(self):
        return sum(cents * count for _, cents, count in self)

    def __contains__(self, name):
        return any(name == line[0] for line in self)

    def __eq__(self, other):
        if not isinstance(other, Basket):
            return NotImplemented
        return sorted(self) == sorted(other)
