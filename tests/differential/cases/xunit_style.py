import pytest
from answer import Recorder

recorder = Recorder()


def setup_module(module):
    recorder.add(module.__name__.rpartition(".")[2][-5:])


def teardown_module():
    recorder.add("end")


def setup_function(function):
    recorder.add(function.__name__)


def teardown_function():
    recorder.add("after")


def test_function():
    assert recorder.last() == "test_function"
    assert "style" in recorder.all()


@pytest.mark.parametrize("x", [1])
def test_with_parameter(x):
    assert recorder.last() == "test_with_parameter"


class TestMethods:
    @classmethod
    def setup_class(cls):
        cls.shared = ["class"]

    @classmethod
    def teardown_class(cls):
        cls.shared.clear()

    def setup_method(self, method):
        self.name = method.__name__

    def teardown_method(self):
        assert self.name != "test_teardown_fails"

    def test_shared(self):
        assert self.shared == ["class"]
        assert self.name == "test_shared"

    def test_teardown_fails(self):
        pass

    def test_setup_function_is_not_for_methods(self):
        assert recorder.last() != "test_setup_function_is_not_for_methods"

    @pytest.fixture
    def named(self):
        return self.name

    def test_before_fixtures(self, named):
        assert named == "test_before_fixtures"


class TestWithoutArguments:
    def setup_method(self):
        self.ready = True

    def test_ready(self):
        assert self.ready


class TestPlainSetupClass:
    def setup_class(self):
        self.value = 1

    def test_value(self):
        assert self.value == 1


class TestSetupFails:
    def setup_method(self):
        raise RuntimeError("setup")

    def teardown_method(self):
        raise RuntimeError("teardown")

    def test_never(self):
        pass


class TestSetupClassFails:
    @classmethod
    def setup_class(cls):
        pytest.fail("class")

    def test_never(self):
        pass


class TestSetupSkips:
    def setup_method(self):
        pytest.skip("setup")

    def test_never(self):
        pass


class TestInherits(TestMethods):
    def test_own(self):
        assert self.name == "test_own"
