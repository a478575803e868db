import pytest
from answer import fine

pytestmark = [pytest.mark.usefixtures("prepared"), pytest.mark.xfail(reason="whole module", strict=False)]

ready = []


@pytest.fixture
def prepared():
    ready.append(1)


def test_prepared():
    assert ready and fine()


def test_fails():
    assert not fine()


class TestClass:
    pytestmark = pytest.mark.skipif("len([]) == 0", reason="class")

    def test_skipped(self):
        assert not fine()


class Base:
    pytestmark = [pytest.mark.own(1)]


class TestInherits(Base):
    pytestmark = [pytest.mark.own(2)]

    @pytest.mark.own(3)
    def test_marks(self, request):
        assert sorted(mark.args[0] for mark in request.node.iter_markers("own")) == [1, 2, 3]
        assert request.node.get_closest_marker("own").args == (3,)


@pytest.mark.made_up(1, two=2)
@pytest.mark.sample
@pytest.mark.points(2)
@pytest.mark.title("a title")
def test_unknown_marks():
    assert fine()
