import pytest
from answer import Counter


@pytest.fixture(scope="session")
def started():
    return Counter()


@pytest.fixture(scope="module")
def shared(started):
    started.add("module")
    yield started
    started.add("module gone")


@pytest.fixture(scope="class")
def per_class(shared):
    return [shared]


@pytest.fixture
def fresh():
    return Counter()


def test_wide_in_narrow(shared, fresh):
    fresh.add("a")
    assert shared.seen()[:1] == ["module"]
    assert fresh.seen() == ["a"]


class TestInClass:
    def test_class_scope(self, per_class):
        assert len(per_class) == 1

    def test_with_request(self, request, per_class):
        assert request.cls.__name__ == "TestInClass"
        assert request.scope == "function"


@pytest.fixture(scope="module")
def too_wide(fresh):
    return fresh


def test_scope_mismatch(too_wide):
    pass


@pytest.fixture(scope="session")
def much_too_wide(tmp_path):
    return tmp_path


@pytest.mark.xfail(reason="a wider fixture can't use a narrower one")
def test_expected_mismatch(much_too_wide):
    pass


@pytest.fixture(scope="class")
def request_things(request):
    return request.scope, request.fixturename


def test_scope_outside_a_class(request_things):
    assert request_things == ("class", "request_things")
