import pytest


@pytest.mark.parametrize("missing", [1])
def test_without(present):
    pass


def test_fine():
    pass
