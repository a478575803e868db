import pytest


def number(_):
    pytest.xfail("known")
