"""What `_viva_threads` keeps of the exceptions that ended threads, and of threads that don't end."""

import concurrent.futures.thread
import contextlib
import importlib
import io
import threading
import time
import unittest

import _viva_threads
from _viva.sources import sources


class Uncaught(unittest.TestCase):
    def setUp(self):
        self.threads = importlib.reload(_viva_threads)
        before = threading.excepthook
        self.addCleanup(lambda: setattr(threading, "excepthook", before))
        self.threads.watch()
        # `unfinished` does to pools what an interpreter's exit does, and this process goes on.
        self.addCleanup(lambda: setattr(concurrent.futures.thread, "_shutdown", False))

    def fail(self, error, name="worker"):
        """What was printed when a thread of that name raised the error."""

        def work():
            raise error

        thread = threading.Thread(target=work, name=name)
        with contextlib.redirect_stderr(io.StringIO()) as printed:
            thread.start()
            thread.join()
        return printed.getvalue()

    def test_it_is_printed_and_kept_once(self):
        assert "Exception in thread worker:" in self.fail(ValueError("lost"))
        assert self.threads.raised() == (("worker", "ValueError: lost"),)
        assert self.threads.raised() == ()
        assert self.threads.all_raised() == ["Exception in thread worker:\nValueError: lost"]

    def test_exit_is_no_failure(self):
        assert self.fail(SystemExit(3)) == "" and self.threads.raised() == ()

    def test_text_that_raises(self):
        class Nameless(Exception):
            def __str__(self):
                raise KeyError

        self.fail(Nameless())
        ((name, text),) = self.threads.raised()
        assert name == "worker" and "Nameless" in text

    def test_a_long_name_and_many_failures(self):
        for _ in range(30):
            self.fail(ValueError("x" * 10), name="n" * 1000)
        kept = self.threads.raised()
        assert len(kept) == 20 and all(len(name) < 70 for name, _ in kept)

    def test_the_hint(self):
        for text, hint in [("import threading", True), ("ThreadPoolExecutor", True), ("asyncio.to_thread(f)", True), ("def f(): ...", False)]:
            self.threads.hint = False
            self.threads.look_at(text)
            assert self.threads.hint is hint, text

    def test_threads_that_end_are_waited_for_and_others_are_told(self):
        assert self.threads.unfinished() == ()
        ends = threading.Timer(0.02, int)
        ends.start()
        assert self.threads.unfinished() == () and not ends.is_alive()
        self.threads.GRACE = 0.05
        go = threading.Event()
        stays = threading.Thread(target=go.wait, name="stays")
        stays.start()
        (line,) = self.threads.unfinished()
        go.set()
        stays.join()
        assert line.startswith("thread 'stays' waits for "), line

    def test_a_long_timer_and_a_long_sleep_are_no_fault(self):
        self.threads.GRACE = 0.01
        sources.own.add(__file__)
        self.addCleanup(sources.own.discard, __file__)
        timer = threading.Timer(60, int)
        sleeper = threading.Thread(target=lambda: time.sleep(0.5))
        poller = threading.Thread(target=self.poll, name="poller")
        for thread in (timer, sleeper, poller):
            thread.start()
        told = self.threads.unfinished()
        self.stop = True
        timer.cancel()
        for thread in (timer, sleeper, poller):
            thread.join()
        assert len(told) == 1 and told[0].startswith("thread 'poller' waits for `time.sleep(0.2)` to return"), told

    stop = False

    def poll(self):
        while not self.stop:
            time.sleep(0.2)
