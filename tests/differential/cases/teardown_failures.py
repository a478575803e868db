import pytest
from answer import Connection


@pytest.fixture
def connection():
    made = Connection()
    yield made
    made.close()


@pytest.fixture
def twice(request):
    request.addfinalizer(lambda: 1 / 0)
    request.addfinalizer(lambda: [][1])


@pytest.fixture
def skips_late():
    yield
    pytest.skip("late")


@pytest.fixture
def xfails_late():
    yield
    pytest.xfail("late")


@pytest.fixture(scope="module")
def module_wide():
    yield 1


def test_clean(connection):
    connection.send("x")


def test_already_closed(connection):
    connection.close()


def test_fails_and_teardown_fails(connection):
    connection.close()
    assert connection.send("x") == 1


def test_two_finalizers(twice):
    pass


def test_skip_then_teardown_fails(connection):
    connection.close()
    pytest.skip("too early")


def test_skips_late(skips_late):
    pass


def test_xfails_late(xfails_late):
    pass


def test_fails_then_skips_late(skips_late):
    raise AssertionError


def test_system_exit_in_teardown(request):
    request.addfinalizer(lambda: (_ for _ in ()).throw(SystemExit(0)))


def test_module_wide(module_wide):
    assert module_wide == 1
