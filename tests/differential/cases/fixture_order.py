import pytest
from answer import Log

log = []


@pytest.fixture(autouse=True)
def clean():
    log.clear()


@pytest.fixture(autouse=True, scope="module")
def zeroth():
    log.append("zeroth")


@pytest.fixture
def first():
    log.append("first")
    yield "1"
    log.append("first gone")


@pytest.fixture
def second(first):
    log.append("second")
    yield first + "2"
    assert log[-1] == "third gone"
    log.append("second gone")


@pytest.fixture
def third(second):
    log.append("third")
    yield second + "3"
    log.append("third gone")


@pytest.fixture
def checks_the_end(request):
    def check():
        assert log[-3:] == ["third gone", "second gone", "first gone"]

    request.addfinalizer(check)


@pytest.fixture
def checks_wrongly(request):
    request.addfinalizer(lambda: log.append("wrong") or pytest.fail("the end is wrong"))


def test_chain(third):
    assert third == "123"
    assert log == ["first", "second", "third"]


def test_end(checks_the_end, third):
    assert Log(log).last() == "third"


def test_end_fails(checks_wrongly, third):
    pass


def test_autouse_is_first(first):
    assert log == ["first"]


def test_named_later_is_set_up_later(request):
    request.getfixturevalue("first")
    assert log == ["first"]


@pytest.mark.usefixtures("second")
def test_used_by_name():
    assert log == ["first", "second"]


@pytest.mark.usefixtures("second", "nothing_of_that_name")
def test_used_but_missing():
    pass
