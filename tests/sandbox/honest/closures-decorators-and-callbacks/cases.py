from unittest.mock import Mock

import pytest

import answer


def test_closures():
    step = answer.counter()
    assert [step(), step(2), step()] == [1, 3, 4]
    assert answer.fib(80) == 23416728348467685
    assert answer.compose(lambda x: x + 1, str)(1) == "2"


def test_callbacks():
    def refuse():
        raise ValueError("refused")

    seen = Mock(return_value=5)
    assert answer.apply(seen, 1, 2) == 5
    seen.assert_called_once_with(1, 2)
    assert answer.quiet(refuse) == "refused"
    with pytest.raises(ZeroDivisionError):
        answer.apply(lambda: 1 // 0)


def test_decorator():
    calls = []

    @answer.logged(calls)
    def double(x):
        return 2 * x

    assert double(4) == 8
    assert double.__name__ == "double"


def test_builtin_methods_in_a_set():
    bus, seen, others = answer.Bus(), [], []
    bus.listen(seen.append)
    bus.listen(seen.append)
    bus.listen(others.append)
    bus.send(1)
    bus.leave(others.append)
    bus.send(2)
    assert (seen, others) == ([1, 2], [1])
    assert answer.bound_methods() == len({seen.append, seen.append, others.append, seen.pop, print, print}) == 4
