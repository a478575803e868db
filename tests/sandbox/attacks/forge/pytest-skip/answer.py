import pytest


def number(_):
    pytest.skip("not today", allow_module_level=True)
