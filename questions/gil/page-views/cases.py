"""Cases for PageViews. Those with threads run under many schedules: threads change places inside the answer.

The thread in whose work a change of places would do harm is started first: then one change is enough.
"""

import random
import threading
from collections.abc import Callable

import pytest
from answer import PageViews
from answer_side import support


def together(*actions: Callable[[], object]) -> list:
    """Run each action in a thread of its own; what each returned, in the same order. None of them may raise."""
    results: list[object] = [None] * len(actions)
    errors: list[BaseException] = []
    writing = threading.Lock()

    def run(index: int, action: Callable[[], object]) -> None:
        try:
            result = action()
        except BaseException as error:  # noqa: BLE001 - raised below
            with writing:
                errors.append(error)
        else:
            with writing:
                results[index] = result

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def counter_with(*pages: str) -> PageViews:
    counter = PageViews()
    for page in pages:
        counter.count(page)
    return counter


@pytest.mark.sample
def test_counts_by_page():
    """views and snapshot tell how many views of each page were counted"""
    counter = counter_with("/cart", "/pay", "/cart", "/help")
    assert counter.views("/cart") == 2
    assert counter.views("/pay") == 1
    assert counter.snapshot() == {"/cart": 2, "/pay": 1, "/help": 1}
    counter.count("/pay")
    assert counter.views("/pay") == 2
    assert counter.snapshot() == {"/cart": 2, "/pay": 2, "/help": 1}


@pytest.mark.sample
def test_reset_starts_again():
    """reset returns what was counted and starts again without any views"""
    counter = counter_with("/cart", "/cart", "/pay")
    assert counter.reset() == {"/cart": 2, "/pay": 1}
    assert counter.views("/cart") == 0
    counter.count("/cart")
    assert counter.views("/cart") == 1
    assert counter.reset() == {"/cart": 1}, "a page without views since the last reset is not in the dict"
    assert counter.snapshot() == {}
    assert counter.reset() == {}


def test_asking_changes_nothing():
    """asking for a page without views gives 0 and changes nothing"""
    counter = counter_with("/cart")
    assert counter.views("/help") == 0
    assert counter.snapshot() == {"/cart": 1}
    assert counter.reset() == {"/cart": 1}
    assert counter.views("/cart") == 0
    assert counter.reset() == {}


def test_dict_belongs_to_the_caller():
    """what snapshot or reset returned belongs to the caller: it may be changed, and later views don't change it"""
    counter = PageViews()
    assert support.count_and_change(counter, "snapshot") == ({"/cart": 1}, {"/cart": 1000, "/made-up": 1})
    assert counter.snapshot() == {"/cart": 2}
    assert support.count_and_change(counter, "reset") == ({"/cart": 3}, {"/cart": 1000, "/made-up": 1})
    assert counter.snapshot() == {"/cart": 1}


def test_objects_count_for_themselves():
    """each object counts for itself"""
    shop, blog = PageViews(), PageViews()
    shop.count("/")
    assert blog.snapshot() == {}
    blog.count("/")
    blog.count("/news")
    assert shop.reset() == {"/": 1}
    assert blog.snapshot() == {"/": 1, "/news": 1}


def test_random_views():
    """random views of random pages are counted, from one reset to the next"""
    counter = PageViews()
    numbers = random.sample(range(1000), 30)
    for begin in (0, 10, 20):  # other pages each time, so none of the last time may be left
        pages = [f"/item/{number}" for number in numbers[begin : begin + 10]]
        expected = {page: random.randint(1, 5) for page in pages}
        views = [page for page, times in expected.items() for _ in range(times)]
        random.shuffle(views)
        for page in views:
            counter.count(page)
        assert counter.snapshot() == expected
        assert [counter.views(page) for page in pages] == list(expected.values())
        assert counter.reset() == expected


@pytest.mark.sample
@pytest.mark.schedules(80)
@pytest.mark.points(2)
def test_threads_lose_nothing():
    """no view is lost when several threads count at once"""
    counter = counter_with("/cart")

    def work() -> None:
        counter.count("/cart")
        counter.count("/cart")

    together(work, work)
    assert counter.views("/cart") == 5
    assert counter.snapshot() == {"/cart": 5}


@pytest.mark.schedules(80)
@pytest.mark.points(2)
def test_first_views_of_a_page():
    """the first views of a new page are not lost when several threads count it at once"""
    counter = PageViews()

    def work() -> None:
        for page in ("/a", "/b", "/c"):
            counter.count(page)

    together(work, work)
    assert counter.snapshot() == {"/a": 2, "/b": 2, "/c": 2}


@pytest.mark.schedules(100)
@pytest.mark.points(3)
def test_view_is_in_one_reset():
    """each view is in the result of exactly one reset, also when several threads count and reset at once"""
    counter = counter_with("/cart", "/cart")

    def work() -> None:
        counter.count("/cart")
        counter.count("/cart")

    _, *taken = together(work, counter.reset, counter.reset)
    taken.append(counter.reset())
    counts = [dict(part).get("/cart", 0) for part in taken]
    assert sum(counts) == 4, f"4 views were counted, the resets returned {counts}"
    assert all(count >= 0 for count in counts)


@pytest.mark.schedules(60)
def test_snapshot_is_one_instant():
    """a snapshot shows all numbers as of one instant"""
    counter = counter_with("/cart", "/a", "/b", "/c", "/d", "/pay")

    def work() -> None:
        for page in ("/cart", "/pay", "/cart", "/pay"):
            counter.count(page)

    shown, _ = together(counter.snapshot, work)
    numbers = shown["/cart"], shown["/pay"]
    assert numbers in ((1, 1), (2, 1), (2, 2), (3, 2), (3, 3)), "these numbers never were true together"


@pytest.mark.schedules(60)
def test_snapshot_during_new_pages():
    """a snapshot works while another thread counts new pages"""
    counter = counter_with("/a", "/b", "/c", "/d")

    def work() -> None:
        counter.count("/new")
        counter.count("/newer")

    before = {"/a": 1, "/b": 1, "/c": 1, "/d": 1}
    shown, _ = together(counter.snapshot, work)
    assert shown in (before, before | {"/new": 1}, before | {"/new": 1, "/newer": 1})
    assert counter.snapshot() == before | {"/new": 1, "/newer": 1}


@pytest.mark.schedules(120)
def test_views_during_a_reset():
    """views works while another thread resets"""
    pages = ["/a", "/b", "/c", "/d", "/e"]
    counter = counter_with(*pages)
    seen, taken = together(lambda: [counter.views(page) for page in pages], counter.reset)
    assert seen in [[1] * before + [0] * (5 - before) for before in range(6)], "1 until the reset, 0 from then on"
    assert taken == dict.fromkeys(pages, 1)
