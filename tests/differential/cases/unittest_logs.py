import logging
import unittest

from answer import quiet, work


class Logs(unittest.TestCase):
    def test_logged(self):
        with self.assertLogs("app", level="INFO") as logs:
            work("a")
        self.assertEqual(logs.output, ["INFO:app:got a", "WARNING:app.child:from the child"])
        self.assertEqual(logs.records[0].args, ("a",))

    def test_level(self):
        with self.assertLogs("app", "WARNING") as logs:
            work("a")
        self.assertEqual(len(logs.output), 1)

    def test_own_logs_as_well(self):
        with self.assertLogs() as logs:
            logging.getLogger("mine").error("here")
            work("b")
        self.assertEqual(sorted(logs.output)[0], "ERROR:mine:here")
        self.assertEqual(len(logs.output), 3)

    def test_nested(self):
        with self.assertLogs("app") as outer:
            with self.assertLogs("app") as inner:
                work("inner")
            work("outer")
        self.assertEqual((len(outer.output), len(inner.output)), (2, 2))

    def test_none(self):
        with self.assertNoLogs("app"):
            quiet()

    def test_wrong(self):
        with self.assertLogs("app"):
            quiet()

    def test_wrong_none(self):
        with self.assertNoLogs("app"):
            work("a")

    def test_error_comes_through(self):
        with self.assertRaises(ZeroDivisionError), self.assertLogs("app"):
            work("a")
            1 / 0
