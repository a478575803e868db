"""Calls of many threads interleave inside the answer; callbacks run in the thread that made the call."""

import contextvars
import queue
import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, as_completed, wait

import pytest

import answer


def run_all(*targets):
    threads = [threading.Thread(target=target) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_calls_are_inside_the_answer_at_the_same_time():
    meeting = answer.Meeting(4)
    seen = []
    run_all(*[lambda: seen.append(meeting.enter())] * 4)
    assert seen == [4, 4, 4, 4]


def test_ten_calls_that_sleep_take_as_long_as_one():
    started = time.monotonic()
    run_all(*[lambda: answer.result_of(answer.submit(time.sleep, 1))] * 10)
    # One after another takes ten seconds; what is less leaves room for a slow machine, since CPython runs this by the real clock.
    assert 1 <= time.monotonic() - started < 9


def test_callbacks_interleave():
    barrier = threading.Barrier(5)

    def callback(item):
        barrier.wait()
        return item * item

    assert answer.each(callback, [1, 2, 3, 4, 5]) == [1, 4, 9, 16, 25]


def test_a_callback_runs_in_the_thread_that_made_the_call():
    seen = {}

    def work(n):
        mine = threading.get_ident()
        answer.nested(lambda depth: seen.setdefault(n, threading.get_ident() == mine), 1)

    run_all(*[lambda n=n: work(n) for n in range(4)])
    assert seen == {0: True, 1: True, 2: True, 3: True}


def test_thread_locals_of_the_case_belong_to_the_calling_thread():
    mine = threading.local()
    seen = []

    def work(n):
        mine.value = n
        answer.nested(lambda depth: seen.append((n, mine.value)), 1)

    run_all(*[lambda n=n: work(n) for n in range(4)])
    assert sorted(seen) == [(n, n) for n in range(4)]


def test_thread_locals_of_the_answer_live_through_a_call():
    meeting = threading.Barrier(3)
    seen = []

    def work(n):
        def inside(depth):
            answer.remember(n)
            meeting.wait()
            seen.append((n, answer.recall()))

        answer.nested(inside, 1)

    run_all(*[lambda n=n: work(n) for n in range(3)])
    assert sorted(seen) == [(0, 0), (1, 1), (2, 2)]


def test_names_of_the_answers_threads():
    assert answer.each(lambda item: answer.own_name(), [0, 1], "loader") == ["loader-0", "loader-1"]


def test_a_lock_of_the_answer_in_a_with():
    with answer.lock:
        assert answer.lock.locked() is True
        assert answer.lock.acquire(blocking=False) is False
    assert answer.lock.locked() is False


def test_a_lock_of_the_answer_keeps_threads_apart():
    inside, most = [], []

    def work():
        for _ in range(5):
            with answer.lock:
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.001)
                inside.pop()

    run_all(work, work, work)
    assert max(most) == 1 and len(most) == 15


def test_a_lock_of_the_answer_times_out():
    answer.lock.acquire()
    seen = []
    run_all(lambda: seen.append(answer.lock.acquire(timeout=0.05)))
    answer.lock.release()
    assert seen == [False]


def test_releasing_a_lock_that_is_free():
    with pytest.raises(RuntimeError):
        answer.lock.release()


def test_events_of_one_side_wake_the_other():
    go, done = threading.Event(), threading.Event()
    thread = threading.Thread(target=answer.wait_and_set, args=(go, done))
    thread.start()
    assert done.wait(0.05) is False
    go.set()
    thread.join()
    assert done.is_set() is True


def test_a_lock_of_the_case_used_by_the_answers_threads():
    lock, inside, most = threading.Lock(), [], []

    def work(item):
        with lock:
            inside.append(item)
            most.append(len(inside))
            time.sleep(0.001)
            inside.pop()

    answer.each(work, list(range(6)))
    assert most == [1] * 6


def test_queues_of_the_case_drained_by_the_answer():
    inbox, outbox = queue.Queue(), queue.Queue()
    worker = threading.Thread(target=answer.hand_over, args=(inbox, outbox))
    worker.start()
    for n in [1, 2, 3, None]:
        inbox.put(n)
    worker.join()
    assert [outbox.get() for _ in range(4)] == [2, 4, 6, None]


def test_queues_of_the_answer_used_by_the_case():
    inbox, outbox = answer.echo_server()
    for n in [5, 6, None]:
        inbox.put(n)
    assert [outbox.get(timeout=1) for _ in range(3)] == [10, 12, None]
    with pytest.raises(queue.Empty):
        outbox.get(timeout=0.05)


def test_a_future_of_the_answer():
    future = answer.submit(lambda x: x + 1, 41)
    assert future.result(timeout=1) == 42
    assert future.done() is True
    assert future.exception() is None


def test_a_future_of_the_answer_that_failed():
    future = answer.submit(answer.fails, KeyError("lost"))
    with pytest.raises(KeyError, match="lost"):
        future.result(timeout=1)


def test_a_future_of_the_case_awaited_by_the_answer():
    future = Future()
    seen = []
    thread = threading.Thread(target=lambda: seen.append(answer.result_of(future)))
    thread.start()
    future.set_result("late")
    thread.join()
    assert seen == ["late"]


def test_done_callbacks():
    seen = []
    future = answer.submit(pow, 2, 10)
    future.add_done_callback(lambda done: seen.append(done.result()))
    future.result()
    answer.submit(int).result()
    deadline = time.monotonic() + 1
    while not seen and time.monotonic() < deadline:
        time.sleep(0.001)
    assert seen == [1024]


def test_the_cases_pool_calls_the_answer():
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(answer.result_of, [answer.submit(pow, 2, n) for n in range(6)])) == [1, 2, 4, 8, 16, 32]
        futures = [pool.submit(answer.nested, lambda depth, n=n: n, 1) for n in range(4)]
        assert sorted(future.result() for future in as_completed(futures)) == [0, 1, 2, 3]
        done, _ = wait([pool.submit(answer.recall)], return_when=FIRST_COMPLETED)
        assert [future.result() for future in done] == [None]


def test_context_variables_of_the_case_in_a_callback():
    request = contextvars.ContextVar("request", default="none")
    request.set("outer")
    assert answer.nested(lambda depth: request.get(), 1) == "outer"
    context = contextvars.copy_context()
    context.run(request.set, "copied")
    assert context.run(lambda: answer.nested(lambda depth: request.get(), 1)) == "copied"
    assert request.get() == "outer"


def test_context_variables_of_the_answer_in_threads():
    seen = []
    run_all(lambda: seen.append(answer.in_context(lambda: answer.tenant.get())))
    assert seen == [("inner", "inner")]


def test_timers_call_the_case():
    fired = threading.Event()
    timer = answer.later(0.05, fired.set)
    assert fired.wait(1) is True
    timer.join()
    cancelled = answer.later(60, fired.clear)
    cancelled.cancel()
    cancelled.join()
    assert fired.is_set() is True


def test_an_exception_of_a_callback_ends_the_answers_thread():
    def callback(item):
        if item == 1:
            raise LookupError("in the callback")
        return item

    assert answer.each(callback, [0, 1, 2]) == [0, None, 2]


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_exception_in_a_thread_of_the_case_is_a_warning():
    run_all(lambda: answer.fails(ValueError("mine")))


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_exception_in_a_thread_of_the_answer_is_a_warning():
    answer.each(lambda item: item.missing, [0])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_the_warning_may_be_ignored():
    run_all(lambda: answer.fails(ValueError("mine")))


def test_an_exception_in_a_thread_fails_nothing():
    run_all(lambda: answer.fails(ValueError("mine")))


def test_exit_in_a_thread_ends_that_thread():
    run_all(lambda: answer.fails(SystemExit(3)))
    assert answer.each(lambda item: answer.fails(SystemExit(item)), [0, 1]) == [None, None]


def test_a_daemon_thread_may_stay():
    threading.Thread(target=answer.wait_and_set, args=(threading.Event(), threading.Event()), daemon=True).start()
