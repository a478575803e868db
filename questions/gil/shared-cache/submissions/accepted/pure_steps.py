# Style: every change is one small function that a single method runs with the lock held; entries remember their last use by a tick.

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field


@dataclass
class Entry:
    value: object
    ends: float
    used: int


@dataclass
class State:
    max_size: int
    ttl: float
    entries: dict[Hashable, Entry] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    ticks: itertools.count = field(default_factory=itertools.count)
    epoch: int = 0


Step = Callable[[State], object]


def finding(key: Hashable) -> Step:
    def step(state: State) -> tuple[Entry | None, int]:
        entry = state.entries.get(key)
        state.counts["misses" if entry is None else "hits"] += 1
        if entry is not None:
            entry.used = next(state.ticks)
        return entry, state.epoch

    return step


def storing(key: Hashable, value: object) -> Step:
    def step(state: State) -> None:
        if key not in state.entries:
            if len(state.entries) >= state.max_size:
                del state.entries[min(state.entries, key=lambda other: state.entries[other].used)]
                state.counts["evicted"] += 1
            state.counts["inserted"] += 1
        state.entries[key] = Entry(value, time.monotonic() + state.ttl, next(state.ticks))

    return step


def keeping(key: Hashable, value: object, epoch: int) -> Step:
    """Store what was computed since the epoch, unless somebody was first or it is stale; which value counts now."""

    def step(state: State) -> object:
        if key in state.entries:
            return state.entries[key].value
        if state.epoch == epoch:
            storing(key, value)(state)
        return value

    return step


def removing(key: Hashable) -> Step:
    def step(state: State) -> None:
        state.epoch += 1
        if state.entries.pop(key, None):
            state.counts["invalidated"] += 1

    return step


def reading(state: State) -> dict[str, int]:
    names = ("hits", "misses", "inserted", "evicted", "expired", "invalidated")
    return {name: state.counts[name] for name in names} | {"size": len(state.entries)}


class SharedCache:
    def __init__(self, max_size: int, ttl: float) -> None:
        if not (max_size >= 1 and ttl > 0):
            raise ValueError("a cache needs room and time")
        self._state = State(max_size, ttl)
        self._lock = threading.Lock()

    def get(self, key: Hashable, default: object = None) -> object:
        entry, _ = self._run(finding(key))
        return default if entry is None else entry.value

    def put(self, key: Hashable, value: object) -> None:
        self._run(storing(key, value))

    def get_or_compute(self, key: Hashable, compute: Callable[[], object]) -> object:
        entry, epoch = self._run(finding(key))
        if entry is not None:
            return entry.value
        return self._run(keeping(key, compute(), epoch))

    def invalidate(self, key: Hashable) -> None:
        self._run(removing(key))

    def stats(self) -> dict[str, int]:
        return self._run(reading)

    def _run(self, step: Step) -> object:
        with self._lock:
            now = time.monotonic()
            over = [key for key, entry in self._state.entries.items() if entry.ends <= now]
            for key in over:
                del self._state.entries[key]
            self._state.counts["expired"] += len(over)
            return step(self._state)
