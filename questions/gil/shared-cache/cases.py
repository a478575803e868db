"""Cases for SharedCache. Those with `schedules` change threads inside the answer; times are virtual.

The thread in whose work a change of places would do harm is started first: then one change is enough.
"""

import threading
import time
from collections.abc import Callable

import pytest
from answer import SharedCache


def together(*actions: Callable[[], object]) -> list[object]:
    """Run each action in a thread of its own; what each returned, in the same order. The first error is raised."""
    results: list[object] = [None] * len(actions)
    errors: list[BaseException] = []

    def run(index: int, action: Callable[[], object]) -> None:
        try:
            results[index] = action()
        except BaseException as error:  # noqa: BLE001 - raised below
            errors.append(error)

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in errors:
        raise error
    return results


def new_cache(max_size: int, ttl: float) -> SharedCache:
    return SharedCache(max_size, ttl)


def balance(books: dict[str, int]) -> int:
    """What the books say went in and neither went out nor is there: nothing, if they are of one instant."""
    return books["inserted"] - books["evicted"] - books["expired"] - books["invalidated"] - books["size"]


@pytest.mark.sample
def test_put_and_get():
    """get returns what was put, None as well, or the default"""
    cache = new_cache(3, 60)
    cache.put("apple", 3)
    cache.put(("pear", 1), None)
    assert cache.get("apple") == 3
    assert cache.get(("pear", 1), "default") is None
    assert cache.get("plum", "default") == "default"
    assert cache.get("plum") is None
    cache.put("apple", [4])
    assert cache.get("apple") == [4]
    expected = {"hits": 3, "misses": 2, "inserted": 2, "evicted": 0, "expired": 0, "invalidated": 0, "size": 2}
    assert cache.stats() == expected


@pytest.mark.sample
def test_least_recently_used_goes_first():
    """the entry that was used longest ago makes room for a new key"""
    cache = new_cache(3, 60)
    for key in ("a", "b", "c"):
        cache.put(key, key.upper())
    assert cache.get("a") == "A"
    cache.put("b", "B2")
    cache.put("d", "D")  # c goes
    assert cache.get_or_compute("a", lambda: "computed") == "A"
    assert cache.get_or_compute("e", lambda: "E") == "E"  # b goes
    assert [cache.get(key) for key in ("a", "b", "c", "d", "e")] == ["A", None, None, "D", "E"]
    assert cache.stats()["evicted"] == 2
    assert cache.stats()["size"] == 3


@pytest.mark.sample
def test_entries_expire():
    """an entry lives for its time from the moment it was put, however often it is read"""
    cache = new_cache(3, 10)
    cache.put("a", 1)
    cache.put("b", 2)
    time.sleep(6)
    assert cache.get("a") == 1
    assert cache.get_or_compute("a", lambda: 7) == 1
    cache.put("b", 3)
    time.sleep(6)
    assert cache.stats()["size"] == 1
    assert cache.stats()["expired"] == 1
    assert cache.get("a", "gone") == "gone"
    assert cache.get("b") == 3
    time.sleep(6)
    cache.put("b", 4)
    expected = {"hits": 3, "misses": 1, "inserted": 3, "evicted": 0, "expired": 2, "invalidated": 0, "size": 1}
    assert cache.stats() == expected


@pytest.mark.points(2)
def test_expired_entries_make_room_first():
    """an entry whose time is over never pushes out one that lives"""
    cache = new_cache(2, 10)
    cache.put("old", 1)
    time.sleep(6)
    cache.put("young", 2)
    assert cache.get("old") == 1
    time.sleep(6)
    cache.put("new", 3)
    assert cache.get("young") == 2
    assert cache.get("new") == 3
    books = cache.stats()
    assert (books["evicted"], books["expired"], books["size"]) == (0, 1, 2)


def test_invalidate_and_the_books():
    """invalidate removes an entry that is there, and only that is counted"""
    cache = new_cache(2, 10)
    cache.put("a", 1)
    cache.put("b", 2)
    cache.invalidate("a")
    cache.invalidate("a")
    cache.invalidate("never")
    assert cache.get("a", "gone") == "gone"
    assert cache.get("b") == 2
    time.sleep(11)
    cache.invalidate("b")
    expected = {"hits": 1, "misses": 1, "inserted": 2, "evicted": 0, "expired": 1, "invalidated": 1, "size": 0}
    assert cache.stats() == expected
    assert cache.get_or_compute("a", lambda: 3) == 3
    assert cache.get("a") == 3


@pytest.mark.parametrize("max_size, ttl", [(0, 10), (-1, 10), (2, 0), (2, -0.5)])
def test_settings_are_checked(max_size, ttl):
    """rejects a size below 1 and a time to live that isn't positive"""
    new_cache(1, 0.5).put("a", 1)
    with pytest.raises(ValueError):
        new_cache(max_size, ttl)


def test_computes_what_is_missing():
    """get_or_compute computes a missing or expired value once and stores it, None as well"""
    cache = new_cache(2, 10)
    calls = []

    def compute():
        calls.append(len(calls))
        return None if len(calls) == 1 else len(calls)

    assert cache.get_or_compute("a", compute) is None
    assert cache.get_or_compute("a", compute) is None
    assert len(calls) == 1
    time.sleep(11)
    assert cache.get_or_compute("a", compute) == 2
    assert cache.get("a") == 2
    expected = {"hits": 2, "misses": 2, "inserted": 2, "evicted": 0, "expired": 1, "invalidated": 0, "size": 1}
    assert cache.stats() == expected


@pytest.mark.points(2)
def test_failed_compute_leaves_the_cache_usable():
    """an exception of compute is the caller's to see, nothing is stored, and the cache works on"""
    cache = new_cache(2, 10)

    def down():
        raise ConnectionError("no prices")

    for _ in range(2):
        with pytest.raises(ConnectionError, match="^no prices$"):
            cache.get_or_compute("a", down)
    assert together(lambda: cache.get_or_compute("b", lambda: 2), lambda: cache.get("a", "gone")) == [2, "gone"]
    assert together(lambda: cache.get_or_compute("a", lambda: 1)) == [1]
    assert cache.get("a") == 1
    assert cache.stats()["inserted"] == 2


def test_time_to_live_counts_from_the_store():
    """the time that a computation takes is not taken off the value's time to live"""
    cache = new_cache(2, 10)

    def compute():
        time.sleep(6)
        return 1

    assert cache.get_or_compute("a", compute) == 1
    time.sleep(6)
    assert cache.get("a") == 1
    time.sleep(6)
    assert cache.get("a", "gone") == "gone"


def test_compute_may_use_the_cache():
    """compute may use the cache itself, for its own key as well"""
    cache = new_cache(3, 10)

    def tax():
        return cache.get_or_compute("rate", lambda: 2) * 10

    def price():
        assert cache.get("price", "missing") == "missing"
        assert cache.stats()["size"] == 0
        return 100 + cache.get_or_compute("tax", tax)

    assert together(lambda: cache.get_or_compute("price", price)) == [120]
    assert together(lambda: cache.get_or_compute("other", lambda: cache.get_or_compute("other", lambda: 7))) == [7]
    assert cache.get("other") == 7


@pytest.mark.points(2)
def test_others_use_the_cache_while_one_computes():
    """while a value is computed other threads use the cache, and compute may wait for them"""
    cache = new_cache(3, 10)

    def compute():
        def use():
            cache.put("b", 2)
            answers = [cache.get("a", "missing"), cache.get("b"), cache.get_or_compute("c", lambda: 3)]
            cache.invalidate("b")
            return [*answers, cache.stats()["size"]]

        return together(use)[0]

    began = time.monotonic()
    assert together(lambda: cache.get_or_compute("a", compute)) == [["missing", 2, 3, 1]]

    def slow():
        time.sleep(1)
        return "slow"

    assert together(*(lambda key=key: cache.get_or_compute(key, slow) for key in ("x", "y", "z"))) == ["slow"] * 3
    assert time.monotonic() - began == pytest.approx(1, abs=0.1)


def test_two_threads_compute_one_key():
    """two threads that miss the same key both compute, neither waits, and both return the same value"""
    cache = new_cache(3, 10)
    both = threading.Barrier(2)

    def compute(value):
        both.wait()
        return value

    results = together(
        lambda: cache.get_or_compute("a", lambda: compute(1)), lambda: cache.get_or_compute("a", lambda: compute(2))
    )
    assert results in ([1, 1], [2, 2])
    assert cache.get("a") == results[0]
    books = cache.stats()
    assert (books["hits"], books["misses"], books["inserted"]) == (1, 2, 1)


def test_failure_beside_a_computation():
    """a compute that raises takes nothing from another one of the same key, whose result is stored"""
    cache = new_cache(3, 10)

    def down():
        time.sleep(1)
        raise ConnectionError("no prices")

    def slow():
        time.sleep(2)
        return 2

    def fails():
        with pytest.raises(ConnectionError, match="^no prices$"):
            cache.get_or_compute("a", down)

    def begins_later():
        time.sleep(0.5)
        return cache.get_or_compute("a", slow)

    assert together(fails, begins_later) == [None, 2]
    assert cache.get("a") == 2


@pytest.mark.points(2)
def test_value_put_meanwhile_stays():
    """a value that was put while another was computed stays, with its time, and is returned"""
    cache = new_cache(3, 10)

    def compute():
        cache.put("a", "put")
        time.sleep(6)
        return "computed"

    assert cache.get_or_compute("a", compute) == "put"
    assert cache.get("a") == "put"
    time.sleep(6)
    assert cache.get("a", "gone") == "gone"


@pytest.mark.schedules(50)
@pytest.mark.points(2)
def test_all_get_the_same_value():
    """threads that compute the same key at the same time all return the value that stays"""
    cache = new_cache(3, 10)
    others: list[object] = []
    other = threading.Thread(target=lambda: others.append(cache.get_or_compute("a", lambda: 2)), daemon=True)

    def compute():
        other.start()
        return 1

    result = cache.get_or_compute("a", compute)
    other.join()
    assert result == 1 or result == 2
    assert others == [result]
    assert cache.get("a") == result


@pytest.mark.points(2)
def test_invalidated_meanwhile_is_not_stored():
    """what was computed before an invalidation is returned but not stored"""
    cache = new_cache(3, 10)

    def compute():
        cache.invalidate("a")
        return "stale"

    assert cache.get_or_compute("a", compute) == "stale"
    assert cache.get("a", "gone") == "gone"
    assert cache.get_or_compute("a", lambda: "fresh") == "fresh"
    assert cache.get("a") == "fresh"
    assert cache.stats()["invalidated"] == 0


@pytest.mark.schedules(50)
@pytest.mark.points(2)
def test_invalidated_at_the_end_is_not_stored():
    """an invalidation that comes just as a computation ends leaves nothing stale behind"""
    cache = new_cache(3, 10)
    other = threading.Thread(target=lambda: cache.invalidate("a"), daemon=True)

    def compute():
        other.start()
        return "stale"

    assert cache.get_or_compute("a", compute) == "stale"
    other.join()
    assert cache.get("a", "gone") == "gone"


@pytest.mark.schedules(100)
def test_every_look_is_counted():
    """calls of several threads are each counted once"""
    cache = new_cache(3, 10)

    def look():
        return [cache.get(key) for key in ("a", "b")]

    together(look, look, look)
    books = cache.stats()
    assert (books["hits"], books["misses"]) == (0, 6)


@pytest.mark.schedules(80)
def test_every_entry_found_is_counted():
    """calls of get_or_compute that find an entry are each counted once"""
    cache = new_cache(3, 10)
    cache.put("a", 1)

    def look():
        return [cache.get_or_compute("a", lambda: 2) for _ in range(3)]

    assert together(look, look, look, look) == [[1, 1, 1]] * 4
    books = cache.stats()
    assert (books["hits"], books["misses"]) == (12, 0)


@pytest.mark.schedules(30)
@pytest.mark.points(2)
def test_get_beside_an_eviction():
    """get and get_or_compute work while another thread evicts what they find"""
    cache = new_cache(1, 10)
    cache.put("a", 1)

    def look():
        return [cache.get("a", 1), cache.get_or_compute("a", lambda: 1)]

    first, second, _ = together(look, look, lambda: cache.put("b", 2))
    assert first == second == [1, 1]
    books = cache.stats()
    assert books["size"] == 1
    assert balance(books) == 0


@pytest.mark.schedules(40)
@pytest.mark.points(2)
def test_books_balance_at_every_instant():
    """there are never too many entries, and each snapshot's numbers belong to one instant"""
    cache = new_cache(1, 10)
    seen: list[dict[str, int]] = []

    def look():
        seen.append(cache.stats())
        seen.append(cache.stats())

    def store():
        cache.put("a", 1)
        cache.put("b", 2)

    together(look, store, lambda: cache.put("c", 3))
    seen.append(cache.stats())
    assert [balance(books) for books in seen] == [0, 0, 0]
    assert max(books["size"] for books in seen) == 1
    assert seen[-1]["inserted"] == 3
