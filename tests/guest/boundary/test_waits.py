"""What is told of threads that stand still: where, for what, and who holds it."""

import queue
import threading
import unittest
from concurrent.futures import Future, ThreadPoolExecutor

from _viva import waits


class Standing(unittest.TestCase):
    """Each test brings threads to where they wait, reads what is told, and lets them go."""

    def setUp(self):
        self.threads = []
        self.addCleanup(self.join)

    def join(self):
        for thread in self.threads:
            thread.join(10)
            assert not thread.is_alive()

    def start(self, function, *args, name="worker"):
        thread = threading.Thread(target=function, args=args, name=name, daemon=True)
        self.threads.append(thread)
        thread.start()

    def told(self, waiting):
        """The line of the thread 'worker', once it says that it waits for `waiting`."""
        for _ in range(400):
            for line in waits.told({__file__})["says"]:
                if line.startswith(f"thread 'worker' waits for {waiting}"):
                    return line
            threading.Event().wait(0.005)
        raise AssertionError(waits.told({__file__})["says"])

    def test_a_lock_and_the_with_that_holds_it(self):
        account = threading.Lock()
        held, go = threading.Event(), threading.Event()

        def holder():
            with account:
                held.set()
                go.wait()

        def waiter():
            with account:
                pass

        self.start(holder, name="holder")
        held.wait()
        self.start(waiter)
        line = self.told("the lock `account`")
        go.set()
        assert "(`with account:`), held by thread 'holder' since " in line, line

    def test_a_lock_that_was_acquired_by_call(self):
        self.lock = threading.RLock()
        held, go = threading.Event(), threading.Event()

        def holder():
            self.lock.acquire()
            held.set()
            go.wait()
            self.lock.release()

        def waiter():
            self.lock.acquire()
            self.lock.release()

        self.start(holder, name="holder")
        held.wait()
        self.start(waiter)
        line = self.told("the lock `self.lock`")
        go.set()
        assert "held by thread 'holder' since " in line and "(`self.lock.acquire()`)" in line, line

    def test_a_lock_that_nobody_will_release(self):
        lock = threading.Lock()
        lock.acquire()

        def waiter():
            with lock:
                pass

        self.start(waiter)
        line = self.told("the lock `lock`")
        lock.release()
        assert line.endswith("it was acquired and never released"), line

    def test_a_lock_that_the_thread_holds_itself(self):
        lock = threading.Lock()

        def waiter():
            with lock:
                lock.acquire()

        self.start(waiter)
        line = self.told("the lock `lock`")
        lock.release()
        assert "held by itself since" in line, line

    def test_what_was_released_is_not_held(self):
        first, second, go = threading.Lock(), threading.Lock(), threading.Event()

        def other():
            first.acquire()
            first.release()
            with second:
                pass
            go.wait()

        self.start(other)
        self.told("`go` to be set")
        holds = [thread["holds"] for thread in waits.told({__file__})["threads"]]
        go.set()
        assert holds == [[]], holds

    def test_the_lock_of_a_condition(self):
        condition = threading.Condition()
        go = threading.Event()

        def holder():
            with condition:
                go.wait()

        def waiter():
            with condition:
                pass

        self.start(holder, name="holder")
        while not any(thread["holds"] for thread in waits.told({__file__})["threads"]):
            threading.Event().wait(0.001)
        self.start(waiter)
        line = self.told("the lock of `condition`")
        go.set()
        assert "held by thread 'holder' since " in line, line

    def test_what_the_library_waits_for(self):
        event, condition, semaphore, barrier = threading.Event(), threading.Condition(), threading.Semaphore(0), threading.Barrier(2)
        empty, full, future, never = queue.Queue(), queue.Queue(1), Future(), threading.Event()
        full.put(0)
        other = threading.Thread(target=never.wait, name="other", daemon=True)
        other.start()

        def notified():
            with condition:
                condition.wait()

        def notify():
            with condition:
                condition.notify_all()

        for work, waiting, end in [
            (lambda: event.wait(), "`event` to be set", event.set),
            (notified, "a notify of `condition`", notify),
            (lambda: semaphore.acquire(), "`semaphore`, whose count is 0", semaphore.release),
            (lambda: barrier.wait(), "`barrier`, where 1 of 2 threads are", barrier.abort),
            (lambda: empty.get(), "an item in `empty`, which is empty", lambda: empty.put(0)),
            (lambda: full.put(1), "room in `full`, which is full with 1", full.get),
            (lambda: future.result(), "the result of `future`, which is pending", lambda: future.set_result(0)),
        ]:
            if work is not notified:
                work = quiet(work)
            self.start(work)
            self.told(waiting)
            end()
            self.join()
        self.start(lambda: other.join())
        self.told("thread 'other' to end") if hasattr(threading.Thread, "_handle") else None
        never.set()

    def test_idle_workers_of_a_pool_are_not_told(self):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(int).result()
            while not any(thread["idle"] for thread in waits.told({__file__})["threads"]):
                threading.Event().wait(0.001)
            assert waits.told({__file__})["says"] == []

    def test_no_code_of_the_answer_runs(self):
        class Sly:
            @property
            def lock(self):
                raise AssertionError("was asked")

            def __getattr__(self, name):
                raise AssertionError("was asked")

        sly, go = Sly(), threading.Event()

        def waiter():
            try:
                sly.lock.acquire()
            except AssertionError:
                pass
            go.wait()

        self.start(waiter)
        self.told("`go` to be set")
        go.set()


def quiet(work):
    code = work

    def run():
        try:
            code()
        except threading.BrokenBarrierError:
            pass

    return run
