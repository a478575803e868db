from unittest.mock import patch

import answer


def test_monkeypatch(monkeypatch):
    monkeypatch.setattr(answer, "LIMIT", 10)
    assert answer.within(7) is True


def test_patch():
    with patch.object(answer.Client, "get", return_value="page") as get:
        assert answer.Client().title("/x") == "PAGE"
    get.assert_called_once()
    assert answer.within(7) is False
