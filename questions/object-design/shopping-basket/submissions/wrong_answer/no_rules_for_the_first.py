# fails: test_lines_given, test_counts_are_checked, test_equality
# Near miss: the constructor takes the lines as they are, without the rules of `add`.
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Line = tuple[str, int, int]


@dataclass
class Entry:
    name: str
    cents: int
    count: int


class Basket:
    def __init__(self, lines: Iterable[Line] | None = None) -> None:
        self.entries: list[Entry] = []
        if lines is not None:
            self.entries = [Entry(*line) for line in lines]

    def add(self, name: str, cents: int, count: int = 1) -> None:
        if count <= 0:
            raise ValueError("a line has one piece at least")
        for entry in self.entries:
            if entry.name == name and entry.cents == cents:
                entry.count += count
                return
        self.entries.append(Entry(name, cents, count))

    @property
    def total(self) -> int:
        total = 0
        for entry in self.entries:
            total += entry.cents * entry.count
        return total

    def __iter__(self) -> Iterator[Line]:
        return iter([(entry.name, entry.cents, entry.count) for entry in self.entries])

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, name: object) -> bool:
        return name in [entry.name for entry in self.entries]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Basket):
            return sorted(self) == sorted(other)
        return NotImplemented
