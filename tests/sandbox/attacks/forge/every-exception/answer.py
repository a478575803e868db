import unittest

import pytest

turn = 0


def outcomes():
    yield unittest.SkipTest("nothing to see")
    yield KeyboardInterrupt()
    yield GeneratorExit()
    yield SystemExit(0)
    yield StopIteration(421)
    yield StopAsyncIteration()
    yield BaseException("421")
    yield BaseExceptionGroup("all", [unittest.SkipTest("in a group"), SystemExit(0)])
    yield AssertionError()
    for act in (lambda: pytest.skip("skip"), lambda: pytest.xfail("xfail"), lambda: pytest.exit("exit", 0)):
        try:
            act()
        except BaseException as outcome:
            yield outcome


ALL = list(outcomes())


def number(given):
    # Another one in each case: the case's own arguments are equal, so the clock decides.
    import time

    raise ALL[time.time_ns() % len(ALL)]
