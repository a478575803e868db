import pytest


@pytest.mark.parametrize("a", [1])
def test_default(a=2):
    pass
