import pytest
from answer import length


@pytest.mark.parametrize("text", [b"a\\b'c\"\t\n\x7f", "q'\"\x7f\x80\u20ac\U0001f600\\", "\r\x1b["])
def test_values(text):
    assert length(text) == len(text)


@pytest.mark.parametrize("text", ["x", "y"], ids=["a\\b", "é'"])
def test_given(text):
    assert length(text) == 1


@pytest.mark.parametrize("text", [pytest.param("z", id="a\\b\n::[c]-d")])
def test_param(text):
    assert length(text) == 2


class TestBrackets:
    @pytest.mark.parametrize("text", ["[", "]", "a[b]::c", "-"])
    def test_in_a_class(self, text):
        assert length(text) in (1, 7)
