import pytest
from answer import greet


@pytest.fixture
def name():
    return "outer"


@pytest.fixture
def greeting(name):
    return greet(name)


def test_outer(greeting):
    assert greeting == "hi outer"


class TestInner:
    @pytest.fixture
    def name(self, name):
        return name + " inner"

    def test_inner(self, greeting):
        assert greeting == "hi outer inner"

    class TestInnermost:
        @pytest.fixture
        def name(self, name):
            return name + "most"

        def test_innermost(self, greeting):
            assert greeting == "hi outer innermost"


class Base:
    @pytest.fixture
    def name(self):
        return "base"

    def test_inherited(self, greeting):
        assert greeting == f"hi {self.expected}"


class TestOne(Base):
    expected = "base"


class TestTwo(Base):
    expected = "two"

    @pytest.fixture
    def name(self):
        return "two"


@pytest.mark.parametrize("name", ["given"])
def test_parameter_wins(greeting):
    assert greeting == "hi given"


@pytest.fixture
def tmp_path(tmp_path):
    return tmp_path / "below"


def test_builtin_overridden(tmp_path):
    assert tmp_path.name == "below"
    assert tmp_path.parent.is_dir()


@pytest.fixture(name="renamed")
def some_function():
    return 5


def test_renamed(renamed):
    assert renamed == 5


def test_old_name(some_function):
    pass
