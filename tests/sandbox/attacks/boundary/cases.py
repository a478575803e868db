"""Ways in which a case and an answer are entwined: callbacks, context managers, objects that both hold. None can pass honestly."""

import contextlib
from unittest.mock import Mock

import pytest

import answer


@pytest.mark.sample
def test_equal():
    assert answer.number(6) == 421


def test_callback_checks():
    seen = []

    def check(value):
        seen.append(value)
        assert value == 421

    answer.call(check)
    assert seen == [421]


def test_callback_fails():
    seen = []

    def check(value):
        seen.append(value)
        pytest.fail("always")

    answer.call(check)
    assert seen == [421]


def test_context_manager():
    with answer.manager():
        assert answer.number(6) == 421


def test_exit_stack():
    with contextlib.ExitStack() as stack:
        stack.enter_context(answer.manager())
        assert answer.number(6) == 421


def test_generator_as_context_manager():
    with contextlib.contextmanager(answer.generator)():
        assert answer.number(6) == 421


async def test_async_context_manager():
    async with answer.async_manager():
        assert answer.number(6) == 421


async def test_async_generator_as_context_manager():
    async with contextlib.asynccontextmanager(answer.async_generator)():
        assert answer.number(6) == 421


def test_generator_is_told():
    steps = answer.generator()
    next(steps)
    steps.throw(AssertionError("not 421"))
    assert next(steps, None) == 421


def test_decorated():
    seen = []

    @answer.decorate
    def check():
        seen.append(answer.number(6))
        assert seen == [421]

    check()
    assert seen == [421]


def test_mock():
    seen = Mock()
    answer.call(seen)
    seen.assert_called_once_with(421)


def test_object():
    class Clock:
        now = 0

        def expected(self):
            return 421

    clock = Clock()
    assert answer.number(clock) == clock.expected()


def test_list():
    given = [4, 2, 1]
    wanted = [421, *given]
    assert answer.number(given) == wanted
