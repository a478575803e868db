import contextlib

import answer


def test_generators():
    steps = answer.running()
    next(steps)
    assert steps.send(3) == 3
    assert steps.send(4) == 7
    steps.close()
    assert list(answer.chained([1], (2, 3))) == [1, 2, 3]


def test_context_managers():
    with answer.suppressing(ValueError):
        raise ValueError("gone")
    with answer.Timer():
        raise KeyError("gone")
    with contextlib.ExitStack() as stack:
        stack.enter_context(answer.Timer())
        stack.enter_context(answer.suppressing(OSError))
        raise OSError("gone, too")
    assert list(answer.log) == ["gone", "start", "KeyError", "start", "gone, too", "end"]


def test_failed_expectation_inside():
    with answer.Timer() as timer:
        assert timer is not None
    assert list(answer.log) == ["start", "end"]


async def test_asynchronous():
    async with answer.connection() as number:
        assert number == 7
    assert list(answer.log) == ["open", "closed"]
    assert await answer.collected() == [0, 1, 2]
