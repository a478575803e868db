import warnings

import pytest
from answer import new_way, old_way


def test_warns():
    with pytest.warns(DeprecationWarning, match="new_way"):
        assert old_way(1) == 2


def test_warns_nothing():
    with pytest.warns(DeprecationWarning):
        new_way(1)


def test_warns_another():
    with pytest.warns(UserWarning):
        old_way(1)


def test_deprecated_call():
    with pytest.deprecated_call():
        old_way(1)


def test_recorded():
    with pytest.warns() as record:
        warnings.warn("a", UserWarning)
        warnings.warn("b", RuntimeWarning)
    assert [str(warning.message) for warning in record] == ["a", "b"]


def test_recwarn(recwarn):
    warnings.warn("mine", UserWarning)
    assert len(recwarn) == 1
    assert recwarn.pop(UserWarning).category is UserWarning


def test_recwarn_empty(recwarn):
    new_way(1)
    assert len(recwarn) == 0


@pytest.mark.filterwarnings("error")
def test_error():
    old_way(1)


@pytest.mark.filterwarnings("error::UserWarning")
def test_error_for_another():
    assert old_way(1) == 2


@pytest.mark.filterwarnings("error")
@pytest.mark.filterwarnings("ignore:use new_way")
def test_outer_filter_wins():
    assert old_way(1) == 2


@pytest.mark.filterwarnings("error", "ignore:use new_way:DeprecationWarning")
def test_later_filter_wins():
    assert old_way(1) == 2


@pytest.mark.filterwarnings("error")
class TestClass:
    @pytest.mark.filterwarnings("ignore")
    def test_class_wins(self):
        old_way(1)


@pytest.mark.filterwarnings("error")
def test_expected_error():
    with pytest.raises(DeprecationWarning):
        old_way(1)


def test_not_output(capsys):
    warnings.warn("not to stderr", UserWarning)
    assert capsys.readouterr().err == ""
