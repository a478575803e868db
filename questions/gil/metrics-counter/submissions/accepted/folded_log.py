# Style: counting only appends to a log, which is one step by itself; whoever reads folds the log into the totals.

import threading
from collections import deque
from collections.abc import Callable

Amounts = list[tuple[str, int]]


class Counter:
    def __init__(self, log: deque[Amounts], key: str) -> None:
        self._log = log
        self.key = key

    def inc(self, amount: int = 1) -> None:
        if amount < 0:
            raise ValueError("counters only grow")
        self._log.append([(self.key, amount)])


class Metrics:
    """An entry of the log is what counts in one step, so any beginning of the log is an instant.

    `_books` guards everything but the log, whose `append` and `popleft` are whole by themselves. Nobody folds without
    it: else two readers could take entries in one order and add them in another. A counter's key is in `_totals` before
    its first entry is in the log.
    """

    def __init__(self) -> None:
        self._log: deque[Amounts] = deque()
        self._books = threading.Lock()
        self._totals: dict[str, int] = {}
        self._names: dict[str, Callable[[], int] | None] = {}  # None: a name for counters

    def counter(self, name: str, **labels: str) -> Counter:
        pairs = [f"{label}={labels[label]}" for label in sorted(labels)]
        key = name + "{" + ",".join(pairs) + "}" if pairs else name
        with self._books:
            if self._names.setdefault(name, None) is not None:
                raise ValueError(f"the name {name} belongs to a gauge")
            self._totals.setdefault(key, 0)
        return Counter(self._log, key)

    def add_together(self, *amounts: tuple[Counter, int]) -> None:
        entry = [(counter.key, amount) for counter, amount in amounts]
        if any(amount < 0 for _, amount in entry):
            raise ValueError("counters only grow")
        self._log.append(entry)

    def gauge(self, name: str, read: Callable[[], int]) -> None:
        with self._books:
            if name in self._names:
                raise ValueError(f"the name {name} is in use")
            self._names[name] = read

    def snapshot(self) -> dict[str, int]:
        with self._books:
            self._fold()
            shown = dict(self._totals)
            reads = [(name, read) for name, read in self._names.items() if read is not None]
        for name, read in reads:
            shown[name] = read()
        return shown

    def drain(self) -> dict[str, int]:
        with self._books:
            self._fold()
            drained = dict(self._totals)
            for key in drained:
                self._totals[key] = 0
        return drained

    def _fold(self) -> None:
        """Add what is in the log now, no more: who counts without pause can't keep the reader here. Holds `_books`."""
        for _ in range(len(self._log)):
            for key, amount in self._log.popleft():
                self._totals[key] += amount
