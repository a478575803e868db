import pytest
from answer import divide


@pytest.mark.xfail
def test_bare():
    assert divide(1, 2) == 3


@pytest.mark.xfail
def test_bare_passes():
    assert divide(4, 2) == 2


@pytest.mark.xfail(strict=True)
def test_strict_passes():
    assert divide(4, 2) == 2


@pytest.mark.xfail(strict=True, reason="known")
def test_strict_fails():
    assert divide(4, 2) == 3


@pytest.mark.xfail(raises=ZeroDivisionError)
def test_raises_the_right():
    divide(1, 0)


@pytest.mark.xfail(raises=(ValueError, ZeroDivisionError))
def test_raises_one_of():
    divide(1, 0)


@pytest.mark.xfail(raises=KeyError)
def test_raises_the_wrong():
    divide(1, 0)


@pytest.mark.xfail(raises=ArithmeticError)
def test_raises_base():
    divide(1, 0)


@pytest.mark.xfail(raises=pytest.RaisesExc(ZeroDivisionError, match="by zero"))
def test_raises_expectation():
    divide(1, 0)


@pytest.mark.xfail(run=False)
def test_not_run():
    raise KeyboardInterrupt


@pytest.mark.xfail(False, reason="condition is false")
def test_condition_false():
    assert divide(1, 2) == 3


@pytest.mark.xfail(True, reason="condition is true")
def test_condition_true():
    assert divide(1, 2) == 3


@pytest.mark.xfail(True)
def test_condition_without_reason():
    assert divide(1, 2) == 3


@pytest.mark.xfail("1 > 0")
def test_text_condition():
    assert divide(1, 2) == 3


@pytest.mark.xfail(condition=False, reason="named")
def test_named_condition():
    assert divide(4, 2) == 2


@pytest.mark.xfail
def test_skip_inside():
    pytest.skip("skipped wins")


@pytest.mark.xfail
@pytest.mark.skip
def test_skip_mark_wins():
    divide(1, 0)


def test_imperative():
    pytest.xfail("from inside")
    divide(1, 0)


@pytest.mark.xfail(strict=True)
def test_imperative_under_strict():
    pytest.xfail("from inside")


@pytest.mark.xfail
def test_fail_inside():
    pytest.fail("by hand")


@pytest.fixture
def broken():
    divide(1, 0)


@pytest.fixture
def broken_late():
    yield
    divide(1, 0)


@pytest.fixture
def xfails():
    pytest.xfail("in a fixture")


@pytest.mark.xfail
def test_setup_fails(broken):
    pass


@pytest.mark.xfail(raises=KeyError)
def test_setup_fails_differently(broken):
    pass


@pytest.mark.xfail
def test_teardown_fails(broken_late):
    pass


@pytest.mark.xfail
def test_both_fail(broken_late):
    divide(1, 0)


def test_fixture_xfails(xfails):
    pass


@pytest.mark.xfail(False, reason="first is false")
@pytest.mark.xfail(True, reason="second is true")
def test_two_marks():
    divide(1, 0)


@pytest.mark.xfail(reason="class")
class TestClass:
    def test_fails(self):
        divide(1, 0)

    def test_passes(self):
        divide(1, 1)


@pytest.mark.xfail
def test_system_exit():
    raise SystemExit(3)


@pytest.mark.xfail(raises=ZeroDivisionError, strict=True)
def test_strict_with_raises_passes():
    divide(1, 1)


@pytest.mark.xfail
def test_missing_fixture(no_such):
    pass
