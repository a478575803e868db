"""Cases for RateCache. Each forces one interleaving with events, so a verdict never hangs on the scheduler.

What no event can force, a change of threads between two steps of the answer's own, the last two cases hunt under many schedules.
"""

import random
import threading
from collections.abc import Callable

import pytest
from answer import RateCache

SOON = 1.0  # a call that nothing holds up is over long before
PATIENCE = 2.0  # a gate that nobody opens lets go after this; longer than SOON, so that a held-up call is seen as such
SETTLE = 0.2  # what a second thread gets to come to the point where it has to wait


class Gate:
    """Stops the thread that comes by until the case opens it."""

    def __init__(self) -> None:
        self._reached = threading.Event()
        self._opened = threading.Event()

    def stop(self) -> None:
        self._reached.set()
        self._opened.wait(PATIENCE)

    def is_reached(self) -> bool:
        return self._reached.wait(SOON)

    def open(self) -> None:
        self._opened.set()


class Call:
    """One call in a thread of its own, so that a call that hangs fails the case instead of hanging it."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self.value: object = None
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(function, arguments), daemon=True)
        self._thread.start()

    def _run(self, function: Callable[..., object], arguments: tuple[object, ...]) -> None:
        try:
            self.value = function(*arguments)
        except BaseException as error:  # noqa: BLE001 - the case looks at it
            self.error = error

    def ends(self, within: float = SOON) -> bool:
        self._thread.join(within)
        return not self._thread.is_alive()


class Loader:
    """A `load` that notes its calls; it stops at the gate for one key, and its first calls may fail."""

    def __init__(self, gate: Gate | None = None, gated_key: str = "EUR", failures: int = 0) -> None:
        self.calls: list[str] = []
        self._gate = gate
        self._gated_key = gated_key
        self._failures = failures

    def load(self, key: str) -> int:
        self.calls.append(key)
        fails = len(self.calls) <= self._failures
        if self._gate is not None and key == self._gated_key:
            self._gate.stop()
        if fails:
            raise ConnectionError("rates are down")
        return 100


def plus(amount: int) -> Callable[[int], int]:
    return lambda rate: rate + amount


def rate_of(cache: RateCache, key: str) -> object:
    """What `get` returns."""
    return cache.get(key)


def succeeds(call: Call, value: object) -> None:
    """The call came to its end and returned the value."""
    assert call.ends(), "the call does not come back"
    assert call.error is None
    assert call.value == value


@pytest.mark.sample
def test_second_get_is_a_hit():
    """get loads a missing key once, and stats counts hits and misses"""
    loader = Loader()
    cache = RateCache(loader.load)
    assert rate_of(cache, "EUR") == 100
    assert rate_of(cache, "EUR") == 100
    assert loader.calls == ["EUR"]
    assert cache.stats() == {"hits": 1, "misses": 1}

    keys = [random.choice(("EUR", "USD", "GBP", "CHF")) for _ in range(random.randrange(6, 16))]
    loader = Loader()
    cache = RateCache(loader.load)
    for key in keys:
        assert rate_of(cache, key) == 100
    missed = list(dict.fromkeys(keys))
    assert loader.calls == missed
    assert cache.stats() == {"hits": len(keys) - len(missed), "misses": len(missed)}


@pytest.mark.sample
def test_adjust_stores_and_tells():
    """adjust stores the changed rate, returns it and tells the listeners"""
    told = []
    cache = RateCache(Loader().load)
    cache.subscribe(lambda key, rate: told.append((key, rate)))
    assert cache.adjust("EUR", plus(5)) == 105
    assert told == [("EUR", 105)]
    assert rate_of(cache, "EUR") == 105
    assert cache.stats() == {"hits": 1, "misses": 1}


@pytest.mark.sample
@pytest.mark.points(3)
def test_clear_with_rates_inside():
    """drop and clear forget rates and come back"""
    loader = Loader()
    cache = RateCache(loader.load)
    for key in ("EUR", "USD", "CHF"):
        assert rate_of(cache, key) == 100
    succeeds(Call(cache.drop, "USD"), None)
    succeeds(Call(cache.drop, "GBP"), None)
    succeeds(Call(cache.get, "USD"), 100)
    succeeds(Call(cache.get, "EUR"), 100)
    assert loader.calls == ["EUR", "USD", "CHF", "USD"]
    succeeds(Call(cache.clear), None)
    succeeds(Call(cache.clear), None)
    succeeds(Call(cache.get, "EUR"), 100)
    assert loader.calls == ["EUR", "USD", "CHF", "USD", "EUR"]
    assert cache.stats() == {"hits": 1, "misses": 5}


def test_measure_counts_what_the_action_did():
    """measure returns how much each counter grew during the action"""
    cache = RateCache(Loader().load)
    assert rate_of(cache, "EUR") == 100

    def action() -> None:
        cache.get("EUR")
        cache.get("EUR")
        cache.get("USD")

    assert cache.measure(action) == {"hits": 2, "misses": 1}
    assert cache.measure(lambda: None) == {"hits": 0, "misses": 0}


def test_gets_of_one_key_share_a_load():
    """two threads that need the same missing key share one load, and the one that waited counts as a hit"""
    gate = Gate()
    loader = Loader(gate)
    cache = RateCache(loader.load)
    first = Call(cache.get, "EUR")
    assert gate.is_reached()
    second = Call(cache.get, "EUR")
    second.ends(within=SETTLE)
    gate.open()
    succeeds(first, 100)
    succeeds(second, 100)
    assert loader.calls == ["EUR"]
    assert cache.stats() == {"hits": 1, "misses": 1}


def test_adjust_joins_a_running_load():
    """adjust of a key that another thread is loading waits for that load"""
    gate = Gate()
    loader = Loader(gate)
    cache = RateCache(loader.load)
    first = Call(cache.get, "EUR")
    assert gate.is_reached()
    second = Call(cache.adjust, "EUR", plus(7))
    second.ends(within=SETTLE)
    gate.open()
    succeeds(first, 100)
    succeeds(second, 107)
    assert loader.calls == ["EUR"]
    succeeds(Call(cache.get, "EUR"), 107)


def test_waiter_loads_after_a_failed_load():
    """a call that waited for a load that failed loads the key itself"""
    gate = Gate()
    loader = Loader(gate, failures=1)
    cache = RateCache(loader.load)
    first = Call(cache.get, "EUR")
    assert gate.is_reached()
    second = Call(cache.get, "EUR")
    second.ends(within=SETTLE)
    assert loader.calls == ["EUR"], "the second call does not wait for the running load"
    gate.open()
    assert first.ends(), "the call whose load failed does not come back"
    assert isinstance(first.error, ConnectionError)
    succeeds(second, 100)
    assert loader.calls == ["EUR", "EUR"]
    assert cache.stats() == {"hits": 0, "misses": 2}


@pytest.mark.points(3)
def test_adjusts_of_one_key_all_count():
    """adjustments of one key by two threads at once both count"""
    gate = Gate()
    cache = RateCache(Loader().load)
    assert rate_of(cache, "EUR") == 100

    def slow_change(rate: int) -> int:
        gate.stop()
        return rate + 1

    first = Call(cache.adjust, "EUR", slow_change)
    assert gate.is_reached()
    second = Call(cache.adjust, "EUR", plus(10))
    second.ends(within=SETTLE)
    gate.open()
    assert first.ends() and second.ends(), "an adjust does not come back"
    assert first.error is None and second.error is None
    succeeds(Call(cache.get, "EUR"), 111)


def test_change_does_not_hold_up_other_keys():
    """while a change runs for one key, another key can be read and adjusted, and stats answers"""
    gate = Gate()
    cache = RateCache(Loader().load)

    def slow_change(rate: int) -> int:
        gate.stop()
        return rate + 1

    first = Call(cache.adjust, "EUR", slow_change)
    assert gate.is_reached()
    succeeds(Call(cache.get, "USD"), 100)
    succeeds(Call(cache.adjust, "USD", plus(2)), 102)
    succeeds(Call(cache.stats), {"hits": 1, "misses": 2})
    gate.open()
    succeeds(first, 101)


def test_load_does_not_hold_up_other_keys():
    """while one key is being loaded, other keys can be loaded, read and adjusted"""
    gate = Gate()
    loader = Loader(gate)
    cache = RateCache(loader.load)
    first = Call(cache.get, "EUR")
    assert gate.is_reached()
    succeeds(Call(cache.get, "USD"), 100)
    succeeds(Call(cache.get, "USD"), 100)
    succeeds(Call(cache.adjust, "CHF", plus(3)), 103)
    gate.open()
    succeeds(first, 100)
    assert loader.calls == ["EUR", "USD", "CHF"]


def test_stats_during_a_load():
    """stats answers while a key is being loaded"""
    gate = Gate()
    cache = RateCache(Loader(gate).load)
    first = Call(cache.get, "EUR")
    assert gate.is_reached()
    during = Call(cache.stats)
    assert during.ends(), "stats waits for the load"
    gate.open()
    succeeds(first, 100)
    succeeds(Call(cache.stats), {"hits": 0, "misses": 1})


def test_listener_may_wait_for_another_thread():
    """a listener may wait for another thread that uses the same cache and key"""
    came_back = []
    cache = RateCache(Loader().load)

    def listener(key: str, rate: int) -> None:
        if rate != 101:
            return  # the news of the second thread's own adjustment
        other = Call(cache.adjust, "EUR", plus(10))
        came_back.append(other.ends())
        came_back.append(Call(cache.get, "EUR").ends())
        came_back.append(Call(cache.stats).ends())

    cache.subscribe(listener)
    first = Call(cache.adjust, "EUR", plus(1))
    assert first.ends(within=4 * SOON), "adjust does not come back"
    assert came_back == [True, True, True]
    succeeds(first, 101)
    succeeds(Call(cache.get, "EUR"), 111)


@pytest.mark.points(3)
def test_failed_load_leaves_the_cache_usable():
    """a load that raises is the caller's to see, and the cache works on"""
    loader = Loader(failures=1)
    cache = RateCache(loader.load)
    failed = Call(cache.get, "EUR")
    assert failed.ends()
    assert isinstance(failed.error, ConnectionError)
    succeeds(Call(cache.get, "USD"), 100)
    succeeds(Call(cache.get, "EUR"), 100)
    assert loader.calls == ["EUR", "USD", "EUR"]
    succeeds(Call(cache.stats), {"hits": 0, "misses": 3})


def test_failed_change_keeps_the_rate():
    """a change that raises is the caller's to see, keeps the old rate, and the cache works on"""
    told = []
    cache = RateCache(Loader().load)
    cache.subscribe(lambda key, rate: told.append((key, rate)))

    def bad_change(rate: int) -> int:
        raise ValueError("no such adjustment")

    failed = Call(cache.adjust, "EUR", bad_change)
    assert failed.ends()
    assert isinstance(failed.error, ValueError)
    assert told == []
    succeeds(Call(cache.get, "EUR"), 100)
    succeeds(Call(cache.adjust, "EUR", plus(4)), 104)


@pytest.mark.points(3)
def test_failing_listener_leaves_the_cache_usable():
    """a listener that raises is the caller's to see, keeps the new rate, and the cache works on"""
    cache = RateCache(Loader().load)

    def bad_listener(key: str, rate: int) -> None:
        raise RuntimeError("nobody listens")

    cache.subscribe(bad_listener)
    failed = Call(cache.adjust, "EUR", plus(5))
    assert failed.ends()
    assert isinstance(failed.error, RuntimeError)
    succeeds(Call(cache.get, "EUR"), 105)
    again = Call(cache.adjust, "EUR", plus(5))
    assert again.ends(), "the second adjust does not come back"
    assert isinstance(again.error, RuntimeError)
    succeeds(Call(cache.get, "EUR"), 110)
    succeeds(Call(cache.get, "USD"), 100)


@pytest.mark.schedules(30)
def test_adjusts_under_many_schedules():
    """under many schedules, two threads at once load a key once, lose no adjustment, and each hit is counted"""
    loader = Loader()
    cache = RateCache(loader.load)
    assert cache.adjust("USD", plus(0)) == 100
    assert rate_of(cache, "CHF") == 100

    def use(amount: int) -> None:
        for key in ("EUR", "USD", "USD"):
            cache.adjust(key, plus(amount))
            cache.get("CHF")

    first, second = Call(use, 1), Call(use, 10)
    succeeds(first, None)
    succeeds(second, None)
    assert loader.calls == ["USD", "CHF", "EUR"]
    assert cache.stats() == {"hits": 11, "misses": 3}
    assert (rate_of(cache, "EUR"), rate_of(cache, "USD")) == (111, 122)


@pytest.mark.parametrize("forget", ["drop", "clear"])
@pytest.mark.schedules(20)
def test_get_while_rates_are_dropped(forget):
    """under many schedules, get returns the rate whatever drop and clear forget meanwhile"""
    cache = RateCache(Loader().load)
    assert rate_of(cache, "EUR") == 100
    first = Call(lambda: [cache.get("EUR") for _ in range(4)])
    second = Call(cache.drop, "EUR") if forget == "drop" else Call(cache.clear)
    succeeds(first, [100] * 4)
    succeeds(second, None)
    assert rate_of(cache, "EUR") == 100
