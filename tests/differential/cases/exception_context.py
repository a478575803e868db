import pytest
from answer import ConfigError, alone, explicit, hidden, implicit, thrice, unpacked


def test_implicit():
    with pytest.raises(ConfigError) as caught:
        implicit({})
    assert isinstance(caught.value.__context__, KeyError)
    assert caught.value.__context__.args == ("port",)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ is False


def test_hidden():
    with pytest.raises(ConfigError) as caught:
        hidden("x")
    assert caught.value.__suppress_context__ is True
    assert isinstance(caught.value.__context__, ValueError)


def test_explicit():
    with pytest.raises(ConfigError) as caught:
        explicit("x")
    assert caught.value.__cause__ is caught.value.__context__


def test_alone():
    with pytest.raises(ConfigError) as caught:
        alone()
    assert caught.value.__context__ is None


def test_leads_back():
    with pytest.raises(ValueError, match="first"):
        unpacked()


def test_chain():
    with pytest.raises(RuntimeError) as caught:
        thrice()
    assert isinstance(caught.value.__context__, ConfigError)
    assert isinstance(caught.value.__context__.__context__, KeyError)


def test_wrong():
    with pytest.raises(ConfigError) as caught:
        implicit({})
    assert caught.value.__context__ is None
