import functools

import pytest
from answer import Point


class TestState:
    seen = None

    def test_sets(self):
        self.seen = 1
        assert Point(1, 2).x == 1

    def test_is_fresh(self):
        assert self.seen is None

    @staticmethod
    def test_static():
        assert Point(1, 2).y == 2

    @classmethod
    def test_class_method(cls):
        assert cls.__name__ == "TestState"

    @pytest.mark.parametrize("x", [1, 2])
    def test_parametrized(self, x):
        assert Point(x, 0).x == x

    def helper(self):
        raise AssertionError

    class TestNested:
        def test_deep(self):
            assert Point(0, 0).norm() == 0

        class TestDeeper:
            def test_deepest(self):
                assert Point(3, 4).norm() == 4


class TestHasInit:
    def __init__(self):
        self.x = 1

    def test_never_collected(self):
        pass


class TestHasNew:
    def __new__(cls):
        return super().__new__(cls)

    def test_never_collected(self):
        pass


class NotATest:
    def test_never_collected(self):
        raise AssertionError


class TestHidden:
    __test__ = False

    def test_never_collected(self):
        raise AssertionError


class Mixin:
    def test_from_mixin(self):
        assert self.value == 1


class TestMixed(Mixin):
    value = 1

    def test_own(self):
        assert self.value == 1


class TestOverridden(TestMixed):
    value = 2

    def test_own(self):
        assert self.value == 2


def decorated(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@decorated
def test_decorated(tmp_path):
    assert tmp_path.is_dir()


class TestDecorated:
    @decorated
    def test_method(self, tmp_path):
        assert tmp_path.is_dir()


test_lambda = lambda: None  # noqa: E731 - collected, too

test_number = 5


def testwithoutunderscore():
    assert Point(1, 1) != Point(1, 2)


def test_returns_something():
    return 1


test_partial = functools.partial(testwithoutunderscore)


class TestAttributes:
    test_value = 3

    @property
    def test_property(self):
        raise RuntimeError("a property isn't a test")

    def test_real(self):
        assert self.test_value == 3


def test_operators():
    total = Point(1, 2) + Point(3, 4)
    assert (total.x, total.y) == (4, 6)


def test_unpacking():
    x, y = Point(1, 2)
    assert (x, y) == (1, 2)


def test_ordering():
    assert Point(1, 2) < Point(2, 1)
