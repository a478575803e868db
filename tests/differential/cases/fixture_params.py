import pytest
from answer import area


@pytest.fixture(params=[1, 2.5, "three"])
def side(request):
    return request.param


@pytest.fixture(params=["square", "circle"], ids=["sq", None])
def shape(request):
    return request.param


@pytest.fixture(params=[pytest.param(0, id="zero"), pytest.param(1, marks=pytest.mark.skip(reason="no ones"))])
def special(request):
    return request.param


@pytest.fixture(params=[{"a": 1}, {"a": 2}], ids=lambda value: f"a{value['a']}")
def options(request):
    return request.param


@pytest.fixture(params=[10, 20])
def doubled(request):
    return request.param * 2


@pytest.fixture
def through(doubled):
    return doubled + 1


def test_one_axis(side):
    assert area("square", side) == side * side


def test_two_axes(shape, side):
    assert area(shape, side) > 0


def test_special(special):
    assert special == 0


def test_options(options):
    assert options["a"] in (1, 2)


def test_through(through):
    assert through in (21, 41)


@pytest.mark.parametrize("extra", ["x", "y"])
def test_with_mark(extra, shape):
    assert area(shape, 1) and extra


@pytest.mark.usefixtures("shape")
def test_only_used():
    pass


def test_no_param_by_name(request):
    request.getfixturevalue("side")


@pytest.fixture(scope="module", params=["m1", "m2"])
def wide(request):
    return request.param


class TestWide:
    def test_wide(self, wide, special):
        assert wide in ("m1", "m2")
