import pytest
from answer import join

order = []


@pytest.fixture(autouse=True)
def reset():
    del order[:]


@pytest.fixture(autouse=True)
def second_by_name(reset):
    order.append("second_by_name")


@pytest.fixture(autouse=True)
def another():
    order.append("another")


def test_alphabetical():
    assert join(order) == "second_by_name" or join(order) == "another second_by_name"


class TestClass:
    @pytest.fixture(autouse=True)
    def in_class(self):
        order.append("class")

    def test_after_the_module(self):
        assert order[-1] == "class"

    class TestNested:
        @pytest.fixture(autouse=True)
        def in_nested(self):
            order.append("nested")

        def test_last(self):
            assert order[-2:] == ["class", "nested"]


def test_not_outside():
    assert "class" not in order


class TestOverrides:
    @pytest.fixture(autouse=True)
    def another(self):
        order.append("mine")

    def test_overridden(self):
        assert "another" not in order
        assert "mine" in order


class TestClassScope:
    @pytest.fixture(scope="class", autouse=True)
    def prepared(self, request):
        request.cls.prepared_value = 5

    def test_value(self):
        assert self.prepared_value == 5


class TestStatic:
    @pytest.fixture
    @staticmethod
    def static_fixture():
        return "static"

    def test_static(self, static_fixture):
        assert static_fixture == "static"


class TestClassMethodFixture:
    @pytest.fixture(scope="class")
    @classmethod
    def from_class(cls):
        return cls.__name__

    def test_class_method(self, from_class):
        assert from_class == "TestClassMethodFixture"
