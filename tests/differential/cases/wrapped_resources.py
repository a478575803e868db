from unittest.mock import ANY, MagicMock

import pytest
from answer import Metered


class Resource:
    def __init__(self):
        self.log = []

    def __enter__(self):
        self.log.append("open")
        return self

    def __exit__(self, kind, error, trace):
        self.log.append(kind)
        return kind is KeyError

    def read(self, size):
        return b"x" * size

    def __len__(self):
        return 7

    def __getitem__(self, index):
        return index * 2

    def __iter__(self):
        return iter("ab")


def test_opens_and_closes():
    resource = Resource()
    with Metered(resource) as metered:
        assert metered.read(3) == b"xxx"
    assert resource.log == ["open", None]
    assert metered.bytes == 3


def test_swallows_what_the_resource_swallows():
    resource = Resource()
    with Metered(resource):
        raise KeyError("swallowed")
    assert resource.log == ["open", KeyError]


def test_lets_the_rest_through():
    error = ValueError("mine")
    with pytest.raises(ValueError) as caught, Metered(Resource()):
        raise error
    assert caught.value is error


def test_delegates():
    metered = Metered(Resource())
    assert len(metered) == 7
    assert metered[4] == 8
    assert list(metered) == ["a", "b"]


def test_mock():
    mock = MagicMock()
    mock.__exit__.return_value = False
    mock.read.return_value = b"ab"
    with Metered(mock) as metered:
        assert metered.read(9) == b"ab"
    mock.__enter__.assert_called_once_with()
    mock.__exit__.assert_called_once_with(None, None, None)
    mock.read.assert_called_once_with(9)


def test_mock_that_swallows():
    mock = MagicMock()
    mock.__exit__.return_value = True
    error = RuntimeError("swallowed")
    with Metered(mock):
        raise error
    mock.__exit__.assert_called_once_with(RuntimeError, error, ANY)


def test_wrong():
    mock = MagicMock()
    Metered(mock).read(1)
    mock.read.assert_called_once_with(2)
