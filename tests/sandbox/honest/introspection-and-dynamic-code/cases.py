import pytest

import answer


def test_introspection():
    assert answer.caller() == ("caller", True)
    assert answer.compiled("def f(x): return x + 1")(2) == 3
    assert answer.made("Thing", size=3).size == 3
    assert answer.collected() is True
    assert answer.dynamic_name == "name"
    with pytest.raises(AttributeError):
        answer.other
