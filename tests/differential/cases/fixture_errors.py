import pytest
from answer import explode


@pytest.fixture
def broken():
    explode("setup")


@pytest.fixture
def broken_late():
    yield 1
    explode("teardown")


@pytest.fixture
def asserts():
    assert 1 == 2


@pytest.fixture
def skips():
    pytest.skip("not today")


@pytest.fixture
def fails():
    pytest.fail("by hand")


@pytest.fixture
def never_yields():
    if False:
        yield


@pytest.fixture
def yields_twice():
    yield 1
    yield 2


@pytest.fixture
def ring_a(ring_b):
    pass


@pytest.fixture
def ring_b(ring_a):
    pass


def test_broken(broken):
    pass


def test_broken_late(broken_late):
    assert broken_late == 1


def test_broken_late_and_failing(broken_late):
    assert broken_late == 2


def test_asserts(asserts):
    pass


def test_skips(skips):
    explode("never reached")


def test_fails(fails):
    pass


def test_never_yields(never_yields):
    pass


def test_yields_twice(yields_twice):
    pass


def test_ring(ring_a):
    pass


def test_unknown(no_such_fixture):
    pass


def test_called_directly():
    broken()


def test_asked_for_too_late(request):
    request.getfixturevalue("no_such_fixture")


def test_skips_before_breaking(skips, broken):
    pass


def test_breaks_before_skipping(broken, skips):
    pass


def test_torn_down_after_a_skip(broken_late, skips):
    pass
