"""`queue.SimpleQueue` as the guest has it: nothing is lost, whoever waits is woken, who gives up leaves no trace."""

import threading
import time
import unittest
from queue import Empty

from _viva.simple_queue import SimpleQueue


class Queues(unittest.TestCase):
    def test_first_in_first_out(self):
        queue = SimpleQueue()
        assert queue.empty() and queue.qsize() == 0
        for n in range(3):
            queue.put(n, block=False, timeout=-1)
        queue.put_nowait(3)
        assert not queue.empty() and queue.qsize() == 4
        assert [queue.get(), queue.get_nowait(), queue.get(False), queue.get(timeout=0)] == [0, 1, 2, 3]

    def test_nothing_there(self):
        queue = SimpleQueue()
        for get in (queue.get_nowait, lambda: queue.get(block=False, timeout=-1), lambda: queue.get(timeout=0.01)):
            with self.assertRaises(Empty):
                get()
        with self.assertRaises(ValueError):
            queue.get(timeout=-1)
        assert not queue._waiting

    def test_it_is_generic_and_weakly_referable(self):
        import weakref

        queue = SimpleQueue()
        assert SimpleQueue[int].__origin__ is SimpleQueue and weakref.ref(queue)() is queue

    def test_a_put_wakes_who_waits(self):
        queue, seen = SimpleQueue(), []
        thread = threading.Thread(target=lambda: seen.append(queue.get()))
        thread.start()
        while not queue._waiting:
            time.sleep(0)
        queue.put("x")
        thread.join(10)
        assert seen == ["x"] and not queue._waiting

    def test_many_threads_lose_nothing(self):
        queue, seen = SimpleQueue(), []

        def give(n):
            for i in range(200):
                queue.put((n, i))

        def take(n):
            for i in range(200):
                seen.append(queue.get(timeout=10 if (n + i) % 2 else None))

        threads = [threading.Thread(target=work, args=(n,)) for n in range(6) for work in (give, take)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sorted(seen) == [(n, i) for n in range(6) for i in range(200)]
        assert queue.empty() and not queue._waiting
