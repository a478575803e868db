import pytest

pytest.skip("no tests here", allow_module_level=True)
