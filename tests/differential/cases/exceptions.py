import pytest
import answer
from answer import NotFound, Store


def test_type_and_message():
    with pytest.raises(NotFound, match=r"no such key: 'a'"):
        Store().get("a")


def test_base_class():
    with pytest.raises(LookupError):
        Store().get("a")


def test_wrong_type():
    with pytest.raises(ValueError):
        Store().get("a")


def test_wrong_message():
    with pytest.raises(NotFound, match="^key$"):
        Store().get("a")


def test_nothing_raised():
    with pytest.raises(NotFound):
        Store().put("a", 1)


def test_attributes():
    with pytest.raises(NotFound) as info:
        Store().get("b")
    assert info.value.key == "b"
    assert info.type is NotFound


def test_cause():
    with pytest.raises(NotFound) as info:
        Store().get("b")
    assert isinstance(info.value.__cause__, KeyError)


def test_one_of():
    with pytest.raises((KeyError, NotFound)):
        Store().get("a")


def test_called_form():
    pytest.raises(NotFound, Store().get, "a")


def test_subclass():
    assert issubclass(answer.NotFound, LookupError)


def test_uncaught():
    Store().get("a")


def test_check():
    with pytest.raises(NotFound, check=lambda error: error.key == "z"):
        Store().get("z")


def test_check_fails():
    with pytest.raises(NotFound, check=lambda error: error.key == "y"):
        Store().get("z")


def test_fail():
    if Store().size() == 0:
        pytest.fail("empty")


def test_fail_is_not_an_exception():
    try:
        pytest.fail("no")
    except Exception:
        pass


def test_bare_assert():
    raise AssertionError


def test_exit():
    raise SystemExit(0)


def test_base_exception():
    raise BaseException("base")


def test_generator_exit():
    raise GeneratorExit


def test_recursion():
    answer.recurse(1)


def test_stop_iteration():
    next(iter(()))
