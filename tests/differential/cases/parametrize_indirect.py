import pytest
from answer import Stack


@pytest.fixture
def stack(request):
    made = Stack()
    for item in request.param:
        made.push(item)
    return made


@pytest.fixture
def plain():
    return "plain"


@pytest.fixture(params=["default"])
def replaced(request):
    return request.param.upper()


@pytest.mark.parametrize("stack", [[1], [1, 2], []], indirect=True)
def test_all_indirect(stack):
    assert stack.pop() in (1, 2)


@pytest.mark.parametrize("stack,expected", [([1, 2], 2), ([5], 5)], indirect=["stack"])
def test_some_indirect(stack, expected):
    assert stack.pop() == expected


@pytest.mark.parametrize("replaced", ["other"], indirect=True)
def test_params_replaced(replaced):
    assert replaced == "OTHER"


@pytest.mark.parametrize("replaced", ["direct"])
def test_fixture_shadowed(replaced):
    assert replaced == "direct"


def test_own_params(replaced):
    assert replaced == "DEFAULT"


@pytest.mark.parametrize("stack", [[3]], indirect=True)
@pytest.mark.parametrize("other", ["a", "b"])
def test_mixed(other, stack, plain):
    assert stack.pop() == 3
    assert plain == "plain"


@pytest.fixture
def optional(request):
    return getattr(request, "param", "none given")


def test_optional_param(optional):
    assert optional == "none given"


@pytest.mark.parametrize("optional", [1], indirect=True)
def test_optional_given(optional):
    assert optional == 1


def test_missing_param(stack):
    pass


@pytest.fixture
def uses_value(value):
    return value * 2


@pytest.mark.parametrize("value", [2, 4])
def test_parameter_reaches_fixture(uses_value, value):
    assert uses_value == value + value


@pytest.mark.parametrize("value", [2])
def test_only_fixture_uses_it(uses_value):
    assert uses_value == 4
