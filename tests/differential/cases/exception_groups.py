import pytest
from answer import check_all, check_nested


def test_group():
    with pytest.RaisesGroup(ValueError, TypeError):
        check_all(["x", 3])


def test_group_order_is_free():
    with pytest.RaisesGroup(TypeError, ValueError):
        check_all(["x", 3])


def test_group_too_few():
    with pytest.RaisesGroup(ValueError):
        check_all(["x", 3])


def test_group_message():
    with pytest.RaisesGroup(ValueError, match="2 problems"):
        check_all(["x"])


def test_group_member_message():
    with pytest.RaisesGroup(pytest.RaisesExc(ValueError, match="'x'")):
        check_all(["x"])


def test_no_group():
    with pytest.RaisesGroup(ValueError):
        check_all([])


def test_nested():
    with pytest.RaisesGroup(pytest.RaisesGroup(ValueError)):
        check_nested("x")


def test_nested_flat():
    with pytest.RaisesGroup(ValueError, flatten_subgroups=True):
        check_nested("x")


def test_nested_not_flat():
    with pytest.RaisesGroup(ValueError):
        check_nested("x")


def test_raises_sees_the_group():
    with pytest.raises(ExceptionGroup) as info:
        check_all(["x"])
    assert len(info.value.exceptions) == 1


def test_group_uncaught():
    check_all(["x", 3])
