import os
import time

import pytest
import answer


def test_attribute(monkeypatch):
    monkeypatch.setattr(answer, "RATE", 2)
    assert answer.price(10) == 20


def test_attribute_is_back():
    assert answer.price(10) == 11


def test_standard_module(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    assert answer.now() == 1000.0


def test_by_path(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 5.0)
    assert answer.now() == 5.0


def test_missing(monkeypatch):
    monkeypatch.setattr(answer, "NO_SUCH", 1)


def test_missing_allowed(monkeypatch):
    monkeypatch.setattr(answer, "NEW", 3, raising=False)
    assert answer.NEW == 3


def test_delete(monkeypatch):
    monkeypatch.delattr(answer, "RATE")
    with pytest.raises(NameError):
        answer.price(1)


def test_delete_missing(monkeypatch):
    monkeypatch.delattr(answer, "NO_SUCH")


def test_delete_missing_allowed(monkeypatch):
    monkeypatch.delattr(answer, "NO_SUCH", raising=False)


def test_environment(monkeypatch):
    monkeypatch.setenv("VIVA_HOME", "/somewhere")
    assert answer.home() == "/somewhere"


def test_environment_removed(monkeypatch):
    monkeypatch.setenv("VIVA_HOME", "x")
    monkeypatch.delenv("VIVA_HOME")
    assert answer.home() == "unset"


def test_environment_missing(monkeypatch):
    monkeypatch.delenv("VIVA_SURELY_NOT_SET")


def test_environment_prepended(monkeypatch):
    monkeypatch.setenv("VIVA_PATH", "b")
    monkeypatch.setenv("VIVA_PATH", "a", prepend=":")
    assert os.environ["VIVA_PATH"] == "a:b"


def test_items(monkeypatch):
    settings = {"a": 1, "b": 2}
    with monkeypatch.context() as patch:
        patch.setitem(settings, "a", 5)
        patch.setitem(settings, "c", 6)
        patch.delitem(settings, "b")
        assert settings == {"a": 5, "c": 6}
    assert settings == {"a": 1, "b": 2}


def test_item_missing(monkeypatch):
    monkeypatch.delitem({}, "a")


def test_undo(monkeypatch):
    monkeypatch.setattr(answer, "RATE", 3)
    monkeypatch.undo()
    assert answer.price(10) == 11


def test_chdir(monkeypatch, tmp_path):
    before = os.getcwd()
    monkeypatch.chdir(tmp_path)
    assert os.path.samefile(os.getcwd(), tmp_path)
    monkeypatch.undo()
    assert os.getcwd() == before


def test_class_form():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer, "RATE", 0)
        assert answer.price(10) == 0
    assert answer.price(10) == 11


def test_path_to_nothing(monkeypatch):
    monkeypatch.setattr("time.no_such_function", 1)


def test_path_to_no_module(monkeypatch):
    monkeypatch.setattr("no_such_module.thing", 1)


class Thing:
    @staticmethod
    def name():
        return "thing"


def test_static_method(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Thing, "name", lambda: "other")
        assert Thing.name() == "other"
    assert Thing.name() == "thing"
    assert Thing().name() == "thing"
