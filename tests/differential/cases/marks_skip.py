import sys

import pytest
from answer import value


@pytest.mark.skip
def test_bare():
    assert value() == 2


@pytest.mark.skip()
def test_called():
    assert value() == 2


@pytest.mark.skip("positional reason")
def test_positional():
    assert value() == 2


@pytest.mark.skip(reason="by keyword")
def test_keyword():
    assert value() == 2


@pytest.mark.skip("a", reason="b")
def test_two_reasons():
    pass


@pytest.mark.skipif(True, reason="true")
def test_if_true():
    assert value() == 2


@pytest.mark.skipif(False, reason="false")
def test_if_false():
    assert value() == 1


@pytest.mark.skipif(False, reason="false")
def test_if_false_failing():
    assert value() == 2


@pytest.mark.skipif(True)
def test_if_without_reason():
    pass


@pytest.mark.skipif("1 < 2")
def test_text():
    assert value() == 2


@pytest.mark.skipif("sys.version_info < (3,)", reason="ancient")
def test_text_false():
    assert value() == 1


@pytest.mark.skipif("LIMIT > 3", reason="module globals are seen")
def test_text_global():
    assert value() == 2


LIMIT = 4


@pytest.mark.skipif("no_such_name", reason="broken")
def test_text_broken():
    pass


@pytest.mark.skipif("not a python expression", reason="broken")
def test_text_syntax():
    pass


@pytest.mark.skipif(sys.version_info < (3, 8), reason="old")
@pytest.mark.skipif(LIMIT > 3, reason="limit")
def test_any_condition():
    assert value() == 2


@pytest.mark.skipif(condition=True, reason="named")
def test_named_condition():
    assert value() == 2


def test_imperative():
    pytest.skip("from inside")


def test_skip_exception():
    raise pytest.skip.Exception("as an exception")


def test_importorskip():
    pytest.importorskip("surely_not_installed")


def test_importorskip_there():
    json = pytest.importorskip("json")
    assert json.dumps(value()) == "1"


@pytest.mark.skip(reason="all of them")
class TestSkipped:
    def test_one(self):
        assert value() == 2

    def test_two(self):
        assert value() == 2


@pytest.mark.skip(reason="fixtures aren't set up")
def test_skip_before_fixtures(no_such_fixture):
    pass


def test_caught():
    try:
        pytest.skip("not caught by Exception")
    except Exception:
        pass
    assert value() == 2
