import os
import time
from unittest import mock
from unittest.mock import MagicMock, Mock, patch

import pytest
import answer
from answer import notify, slow_retry


def test_mock_argument():
    send = Mock()
    notify(send, ["a", "b"])
    assert send.call_count == 2
    send.assert_called_with("b", urgent=False)


def test_mock_calls():
    send = Mock()
    notify(send, ["a"])
    assert send.mock_calls == [mock.call("a", urgent=True)]


def test_return_value():
    send = Mock(return_value="ok")
    assert notify(send, ["a"]) == ["ok"]


def test_side_effect():
    send = Mock(side_effect=ConnectionError("down"))
    with pytest.raises(ConnectionError, match="down"):
        notify(send, ["a"])


def test_patch_sleep():
    with patch("time.sleep") as sleep:
        assert slow_retry(Mock(side_effect=[OSError, "done"])) == "done"
    sleep.assert_called_once_with(1)


def test_patch_object():
    with patch.object(time, "sleep") as sleep:
        slow_retry(Mock(return_value=1))
    sleep.assert_not_called()


@patch("time.sleep")
def test_decorator(sleep):
    slow_retry(Mock(side_effect=[OSError, OSError, 1]))
    assert sleep.call_count == 2


@patch("time.sleep")
@patch.object(answer, "ATTEMPTS", 1)
def test_two_decorators(sleep, tmp_path):
    with pytest.raises(OSError):
        slow_retry(Mock(side_effect=OSError))
    assert tmp_path.is_dir()


class TestClass:
    @patch("time.sleep")
    def test_method(self, sleep, capsys):
        slow_retry(Mock(return_value=1))
        assert not sleep.called
        print("x")
        assert capsys.readouterr().out == "x\n"


@patch.dict(os.environ, {"VIVA_MOCKED": "1"})
def test_environment():
    assert os.environ["VIVA_MOCKED"] == "1"


def test_environment_is_back():
    assert "VIVA_MOCKED" not in os.environ


def test_magic():
    thing = MagicMock()
    thing.__len__.return_value = 3
    assert len(thing) == 3


def test_missing_name():
    with patch("answer.no_such_name"):
        pass
