"""Cases for BoundedQueue. Time is virtual: when a case has slept a second, every thread has come as far as it gets."""

import threading
import time
from collections.abc import Callable

import pytest
from answer import BoundedQueue, Closed, Empty, Full

SOON = 0.01


class Call:
    """One call in a thread of its own, and how many seconds it took."""

    def __init__(self, function: Callable[..., object], *arguments: object, **options: object) -> None:
        self.seconds = 0.0
        self._value: object = None
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, args=(function, arguments, options), daemon=True)
        self._thread.start()

    def _run(self, function: Callable[..., object], arguments: tuple[object, ...], options: dict[str, object]) -> None:
        started = time.monotonic()
        try:
            self._value = function(*arguments, **options)
        except Exception as error:  # noqa: BLE001 - `result` raises it
            self._error = error
        self.seconds = time.monotonic() - started

    def result(self) -> object:
        """What the call returned; raises what it raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._value

    def end(self) -> object:
        """What the call returned, or the name of what it raised."""
        self._thread.join()
        return self._value if self._error is None else type(self._error).__name__


def takes(call: Call, seconds: float) -> bool:
    return call.seconds == pytest.approx(seconds, abs=SOON)


def take(queue: BoundedQueue, **options: float) -> object:
    return queue.get(**options)


@pytest.mark.sample
def test_first_in_first_out():
    """hands out the items in the order in which they were added"""
    queue = BoundedQueue(3)
    for item in ("a", None, "c"):
        queue.put(item)
    assert queue.size() == 3
    assert take(queue) == "a"
    queue.put("d")
    assert [queue.get(), queue.get(), queue.get()] == [None, "c", "d"]
    assert queue.size() == 0


@pytest.mark.sample
def test_timeout_of_zero_does_not_wait():
    """with a timeout of 0, put raises Full and get raises Empty without waiting"""
    queue = BoundedQueue(1)
    started = time.monotonic()
    with pytest.raises(Empty):
        queue.get(timeout=0)
    queue.put("a", timeout=0)
    with pytest.raises(Full):
        queue.put("b", timeout=0)
    assert take(queue, timeout=0) == "a"
    assert queue.size() == 0
    assert time.monotonic() - started < SOON


@pytest.mark.sample
def test_close_keeps_what_is_inside():
    """a closed queue takes nothing more and hands out the rest"""
    queue = BoundedQueue(2)
    queue.put(1)
    queue.put(2)
    queue.close()
    queue.close()
    with pytest.raises(Closed):
        queue.put(3, timeout=0)
    assert take(queue) == 1
    with pytest.raises(Closed):
        queue.put(3)
    assert take(queue, timeout=5) == 2
    with pytest.raises(Closed):
        queue.get()
    with pytest.raises(Closed):
        queue.get(timeout=0)
    assert queue.size() == 0


@pytest.mark.parametrize("capacity", [0, -1])
def test_capacity_is_checked(capacity):
    """rejects a capacity below 1"""
    with pytest.raises(ValueError):
        BoundedQueue(capacity)


def test_get_waits_for_an_item():
    """get waits for an item and goes on the moment there is one"""
    queue = BoundedQueue(1)
    taker = Call(queue.get)
    patient = Call(queue.get, timeout=20)
    time.sleep(3.05)
    assert queue.size() == 0
    queue.put("a")
    time.sleep(2)
    queue.put("b")
    assert {taker.result(), patient.result()} == {"a", "b"}
    shorter, longer = sorted((taker, patient), key=lambda call: call.seconds)
    assert takes(shorter, 3.05) and takes(longer, 5.05)


def test_put_waits_for_room():
    """put waits for room and goes on the moment there is some"""
    queue = BoundedQueue(2)
    queue.put("a")
    queue.put("b")
    putter = Call(queue.put, "c")
    patient = Call(queue.put, "d", timeout=20)
    time.sleep(3.05)
    assert queue.size() == 2
    assert take(queue) == "a"
    time.sleep(2)
    assert take(queue) == "b"
    assert (putter.result(), patient.result()) == (None, None)
    shorter, longer = sorted((putter, patient), key=lambda call: call.seconds)
    assert takes(shorter, 3.05) and takes(longer, 5.05)
    assert {queue.get(), queue.get()} == {"c", "d"}


def test_timeouts_are_kept():
    """put and get wait exactly for their timeout, and the queue is then as if the call had never been made"""
    queue = BoundedQueue(1)
    taker = Call(queue.get, timeout=2.5)
    with pytest.raises(Empty):
        taker.result()
    assert takes(taker, 2.5)
    hasty = Call(queue.get, timeout=0.5)
    with pytest.raises(Empty):
        hasty.result()
    assert takes(hasty, 0.5)
    queue.put("a")
    putter = Call(queue.put, "b", timeout=1.25)
    with pytest.raises(Full):
        putter.result()
    assert takes(putter, 1.25)
    assert take(queue) == "a"
    assert queue.size() == 0
    queue.put("c", timeout=1)
    assert take(queue, timeout=1) == "c"


def test_timeout_spans_all_waiting():
    """a call that is woken in vain waits only for the rest of its timeout"""
    queue = BoundedQueue(1)
    takers = [Call(queue.get, timeout=2) for _ in range(2)]
    time.sleep(1.5)
    queue.put("a")
    time.sleep(10)
    assert sorted(round(call.seconds, 2) for call in takers) == [1.5, 2]

    queue.put("b")
    putters = [Call(queue.put, item, timeout=2) for item in ("c", "d")]
    time.sleep(1.5)
    assert take(queue) == "b"
    time.sleep(10)
    assert sorted(round(call.seconds, 2) for call in putters) == [1.5, 2]
    assert queue.size() == 1


@pytest.mark.schedules(80)
@pytest.mark.points(2)
def test_every_item_is_taken_once():
    """two producers and two consumers at once: each item arrives exactly once, and nobody is left waiting"""
    queue = BoundedQueue(1)
    takers = [Call(queue.get) for _ in range(2)]
    putters = [Call(queue.put, item) for item in (1, 2)]
    assert [call.end() for call in putters] == [None, None]
    assert sorted((call.end() for call in takers), key=str) == [1, 2]
    assert queue.size() == 0


@pytest.mark.schedules(30)
def test_never_more_than_the_capacity():
    """room for one lets one waiting producer in, not two"""
    queue = BoundedQueue(1)
    queue.put("first")
    patient = Call(queue.put, "second")
    time.sleep(1)
    taker = Call(queue.get)
    newcomer = Call(queue.put, "third")
    assert taker.end() == "first"
    taken = []
    for _ in range(2):
        time.sleep(1)
        assert queue.size() == 1
        taken.append(queue.get(timeout=1))
    assert sorted(taken) == ["second", "third"]
    assert [patient.end(), newcomer.end()] == [None, None]


@pytest.mark.schedules(10)
def test_close_wakes_all_who_wait_for_items():
    """close sends home everybody who waits for an item"""
    queue = BoundedQueue(1)
    takers = [Call(queue.get), Call(queue.get), Call(queue.get, timeout=5)]
    time.sleep(1.05)
    queue.close()
    assert [call.end() for call in takers] == ["Closed"] * 3
    assert all(takes(call, 1.05) for call in takers)


@pytest.mark.schedules(10)
def test_close_wakes_all_who_wait_for_room():
    """close sends home everybody who waits for room, and their items stay out"""
    queue = BoundedQueue(1)
    queue.put("first")
    putters = [Call(queue.put, "second"), Call(queue.put, "third"), Call(queue.put, "fourth", timeout=5)]
    time.sleep(1.05)
    queue.close()
    assert [call.end() for call in putters] == ["Closed"] * 3
    assert all(takes(call, 1.05) for call in putters)
    assert take(queue) == "first"
    with pytest.raises(Closed):
        queue.get()


@pytest.mark.schedules(10)
def test_rest_is_shared_out_after_close():
    """consumers share what a closed queue still holds, and the last one learns that nothing is left"""
    queue = BoundedQueue(2)
    queue.put(1)
    queue.close()
    takers = [Call(queue.get), Call(queue.get, timeout=0)]
    assert sorted((call.end() for call in takers), key=str) == [1, "Closed"]


@pytest.mark.schedules(100)
@pytest.mark.points(2)
def test_no_item_is_lost_by_close():
    """an item that was accepted while another thread closed the queue is found by the consumer"""
    queue = BoundedQueue(1)
    putter = Call(queue.put, "x", timeout=1)
    queue.close()
    try:
        taken = queue.get(timeout=0)
    except Closed:
        taken = "nothing"
    assert (putter.end(), taken) in [(None, "x"), ("Closed", "nothing")]
