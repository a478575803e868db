import pytest


@pytest.fixture
def ready():
    pass


@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.usefixtures("ready"))])
def test_marked(x):
    pass
