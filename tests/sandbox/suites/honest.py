"""What tests of an ordinary pytest suite use, of the module that they test and of pytest."""

import asyncio
import copy
import inspect
import os
import time
import unittest
from unittest import mock

import pytest
import slugs
from slugs import *


@pytest.fixture
def title() -> str:
    return "A  b"


def test_star_import_and_repr(title: str) -> None:
    assert slug(title) == "a-b"
    assert "slug" in repr(slug) and slug.__name__ == "slug" and slug.__module__ == "slugs"
    assert "slug" in dir(slugs) and "re" not in dir(slugs)
    assert copy.copy(slug)("A") == "a"


def test_replacing(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(time, "time", lambda: 5.0)
    monkeypatch.setenv("A", "b")
    monkeypatch.chdir(tmp_path)
    assert time.time() == 5.0 and os.environ["A"] == "b"
    monkeypatch.setattr(slugs, "slug", lambda title: "z")
    assert slugs.slug("y") == "z"
    monkeypatch.undo()
    with mock.patch("slugs.slug", return_value="x"):
        assert slugs.slug("y") == "x"
    assert slugs.slug("y") == "y"


@pytest.mark.filterwarnings("error")
def test_fixtures(capsys, caplog, recwarn) -> None:
    slug("a")
    print("hello")
    assert capsys.readouterr().out == "hello\n"
    assert not caplog.records and not recwarn.list


@pytest.mark.parametrize("wrong", ["", "?!", "…"])
def test_error(wrong: str) -> None:
    with pytest.raises(ValueError) as caught:
        slug(wrong)
    assert isinstance(caught.value, Exception)


def test_functions() -> None:
    assert callable(slug) and inspect.isfunction(slug) and not inspect.iscoroutinefunction(slug)


async def test_async() -> None:
    await asyncio.sleep(3600)
    assert slug("A") == "a"


class Cases(unittest.TestCase):
    def test_subtests(self) -> None:
        for given, wanted in {"A": "a", "a?": "a"}.items():
            with self.subTest(given):
                self.assertEqual(slug(given), wanted)
