import pytest
from answer import describe

LIMIT = 7


@pytest.fixture
def seen(request):
    return {
        "name": request.node.name,
        "original": request.node.originalname,
        "function": request.function.__name__,
        "limit": request.module.LIMIT,
        "cls": request.cls and request.cls.__name__,
        "fixture": request.fixturename,
    }


def test_names(seen):
    assert seen["name"] == "test_names"
    assert seen["function"] == "test_names"
    assert seen["limit"] == 7
    assert seen["cls"] is None
    assert seen["fixture"] == "seen"


@pytest.mark.parametrize("x", [1])
def test_bracket(seen, x):
    assert seen["name"] == "test_bracket[1]"
    assert seen["original"] == "test_bracket"


class TestClass:
    value = 3

    @pytest.fixture
    def from_instance(self, request):
        assert request.instance is self
        return self.value

    def test_instance(self, from_instance, seen):
        assert from_instance == 3
        assert seen["cls"] == "TestClass"


@pytest.mark.data("left", side=1)
def test_marker(request):
    mark = request.node.get_closest_marker("data")
    assert mark.args == ("left",)
    assert mark.kwargs == {"side": 1}
    assert request.node.get_closest_marker("nothing") is None


def test_add_marker(request):
    request.node.add_marker(pytest.mark.xfail(reason="added late"))
    assert describe(3) == "four"


def test_apply_marker(request):
    request.applymarker(pytest.mark.xfail)
    assert describe(3) == "three"


def test_finalizer_order(request):
    order = []
    request.addfinalizer(lambda: order.append("a") or check(order))
    request.addfinalizer(lambda: order.append("b"))


def check(order):
    assert order == ["b", "a"]


def test_finalizer_fails(request):
    request.addfinalizer(lambda: describe(99))


@pytest.fixture(scope="module")
def module_wide(request):
    return request.function


def test_function_is_too_narrow(module_wide):
    pass


def test_getfixturevalue_is_cached(request):
    assert request.getfixturevalue("seen") is request.getfixturevalue("seen")


def test_keywords(request):
    assert "test_keywords" in request.node.keywords


def test_nodeid(request):
    assert request.node.nodeid.endswith("test_nodeid")


def test_fixturenames(request, seen):
    assert "seen" in request.fixturenames


def test_dynamic(request):
    name = "se" + "en"
    assert request.getfixturevalue(name)["fixture"] == "seen"
