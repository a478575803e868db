"""The session between two sides: what is mirrored onto the answer's modules, collected from there, and never trusted."""

from __future__ import annotations

import importlib.util
import logging
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from conftest import LIB, ours


def second_copy(name: str, path: str, **known: ModuleType) -> ModuleType:
    """Another copy of a module, as the other side has it; `known` are modules that it finds under their names."""
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    before = {key: sys.modules.get(key) for key in known}
    sys.modules.update(known)
    try:
        spec.loader.exec_module(module)
    finally:
        for key, value in before.items():
            sys.modules[key] = value
    return module


class TwoSides:
    """Hooks with an answer side whose modules are given by name."""

    def __init__(self, **modules: Any) -> None:
        self.modules = modules
        self.stuck: BaseException | None = None
        self.output = ["", ""]

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass

    def take_output(self) -> tuple[str, str]:
        taken, self.output = self.output, ["", ""]
        return taken[0], taken[1]

    def remote(self, name: str) -> Any:
        return self.modules.get(name)

    def is_remote(self, value: object) -> bool:
        return getattr(value, "__module__", "") == "answer_side"

    def trace(self, exception: BaseException) -> list[str] | None:
        return ["answer.py:3 in f"] if isinstance(exception, ZeroDivisionError) else None

    def sticky(self) -> BaseException | None:
        return self.stuck

    def raised_in_threads(self) -> list[tuple[str, str]]:
        return []

    def unfinished_threads(self) -> list[str]:
        return []

    def tmp_root(self) -> str:
        raise NotImplementedError


def test_setattr_reaches_both_sides(cases):
    remote = SimpleNamespace(sleep="original")
    loaded = cases(
        """
        import time, remote_time
        def test_it(monkeypatch):
            monkeypatch.setattr(time, "sleep", "patched")
            assert remote_time.module.sleep == "patched"
            monkeypatch.setattr("time.sleep", "again")
            assert remote_time.module.sleep == "again"
            with monkeypatch.context() as inner:
                inner.delattr(time, "sleep")
                assert not hasattr(remote_time.module, "sleep")
            assert remote_time.module.sleep == "again"
        """,
        TwoSides(time=remote),
    )
    sys.modules["remote_time"] = SimpleNamespace(module=remote)
    try:
        result = loaded.run("test_it")
    finally:
        del sys.modules["remote_time"]
    assert result.outcome == "passed", result.message
    assert remote.sleep == "original"


def test_a_new_attribute_is_taken_away_again(cases):
    remote = SimpleNamespace()
    result = cases(
        """
        import time
        def test_it(monkeypatch):
            monkeypatch.setattr(time, "brand_new", 1, raising=False)
        """,
        TwoSides(time=remote),
    ).run("test_it")
    assert result.outcome == "passed"
    assert vars(remote) == {}


@pytest.mark.parametrize(
    "body",
    [
        "with mock.patch('time.sleep', 'patched'): check()",
        "with mock.patch.object(time, 'sleep', 'patched'): check()",
        "mock.patch('time.sleep', 'patched')(check)()",
        "with mock.patch.multiple(time, sleep='patched'): check()",
        "patcher = mock.patch('time.sleep', 'patched'); patcher.start(); check(); patcher.stop()",
    ],
)
def test_mock_patch_reaches_both_sides(cases, body):
    seen: list[str] = []
    remote = SimpleNamespace(sleep="original")
    hooks = TwoSides(time=remote)
    hooks.modules["seen"] = seen
    loaded = cases(
        f"""
        import time
        from unittest import mock
        observed = []
        def check():
            observed.append(look())
        def test_it():
            {body}
            assert observed == ["patched"]
        """,
        hooks,
    )
    loaded.collect()
    sys.modules["cases"].look = lambda: remote.sleep
    result = loaded.run("test_it")
    assert result.outcome == "passed", result.message
    assert remote.sleep == "original"


def test_environment_reaches_both_sides(cases):
    remote = SimpleNamespace(environ={"VIVA_OLD": "1"})
    loaded = cases(
        """
        import os
        from unittest import mock
        def test_it(monkeypatch):
            monkeypatch.setenv("VIVA_NEW", "2")
            assert look() == {"VIVA_OLD": "1", "VIVA_NEW": "2"}
            with mock.patch.dict(os.environ, {"VIVA_MOCKED": "3"}):
                assert look() == {"VIVA_OLD": "1", "VIVA_NEW": "2", "VIVA_MOCKED": "3"}
            assert look() == {"VIVA_OLD": "1", "VIVA_NEW": "2"}
            monkeypatch.delenv("VIVA_NEW")
            assert look() == {"VIVA_OLD": "1"}
        """,
        TwoSides(os=remote),
    )
    loaded.collect()
    sys.modules["cases"].look = lambda: dict(remote.environ)
    result = loaded.run("test_it")
    assert result.outcome == "passed", result.message
    assert remote.environ == {"VIVA_OLD": "1"}


def test_only_modules_of_the_standard_library_are_mirrored(cases):
    asked: list[str] = []

    class Watching(TwoSides):
        def remote(self, name: str) -> Any:
            asked.append(name)

    result = cases(
        """
        import sys
        import random
        class Thing: value = 1
        def test_it(monkeypatch):
            monkeypatch.setattr(Thing, "value", 2)
            monkeypatch.setattr(sys.modules[__name__], "Thing", 3)
            monkeypatch.setattr(random.Random, "random", 4)
        """,
        Watching(),
    ).run("test_it")
    assert result.outcome == "passed", result.message
    assert asked == []


def answer_logging() -> tuple[ModuleType, ModuleType]:
    """The answer's copies of `logging` and of `_viva_logs`."""
    copied = second_copy("answer_logging", logging.__file__)
    return copied, second_copy("answer_viva_logs", str(LIB / "_viva_logs.py"), logging=copied)


def test_caplog_has_the_records_of_both_sides(cases):
    copied, collecting = answer_logging()
    loaded = cases(
        """
        import logging
        def test_it(caplog):
            answer_log().warning("first %s", 1, extra={"user": "u", "tags": ["a"]})
            logging.getLogger("mine").warning("second")
            answer_log().info("below the level")
            with caplog.at_level(logging.INFO, logger="theirs"):
                answer_log().info("third")
            answer_log().info("below again")
            try:
                1 / 0
            except ZeroDivisionError:
                answer_log().exception("fourth")
            assert caplog.record_tuples == [
                ("theirs", 30, "first 1"), ("mine", 30, "second"), ("theirs", 20, "third"), ("theirs", 40, "fourth"),
            ]
            first = caplog.records[0]
            assert (first.user, first.tags, first.args) == ("u", ["a"], (1,))
            assert "ZeroDivisionError" in caplog.text
            caplog.clear()
            assert caplog.records == []
            caplog.set_level("DEBUG")
            answer_log().debug("fifth")
            assert caplog.messages == ["fifth"]
        """,
        TwoSides(_viva_logs=collecting),
    )
    loaded.collect()
    sys.modules["cases"].answer_log = lambda: copied.getLogger("theirs")
    result = loaded.run("test_it")
    assert result.outcome == "passed", result.message
    assert copied.getLogger().handlers == []
    assert copied.getLogger().level == copied.WARNING
    assert logging.getLogger().level == logging.WARNING


def test_forged_records_stay_plain(cases):
    class Text(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = str.__hash__

    forged = (Text("n"), 30, None, "x", [], "now", Text("m"), None, 3, "extra", None, None)
    remote = SimpleNamespace(start=lambda: None, stop=lambda: None, take=lambda: [forged])
    loaded = cases(
        """
        def test_it(caplog):
            assert caplog.records[0].name != "anything"
            assert caplog.messages[0] == "m"
            assert type(caplog.messages[0]) is str
        """,
        TwoSides(_viva_logs=remote),
    )
    result = loaded.run("test_it")
    assert result.outcome == "passed", result.message


@pytest.mark.parametrize("argument", ["", "request"], ids=["plain", "with fixtures"])
@pytest.mark.parametrize("body", ["pass", "pytest.skip('x')", "1 / 0"])
def test_a_sticky_assertion_decides(cases, body, argument):
    hooks = TwoSides()
    hooks.stuck = AssertionError("inside a callback")
    result = cases(f"import pytest\ndef test_it({argument}): {body}", hooks).run("test_it")
    assert (result.outcome, result.verdict) == ("failed", "failed")
    assert "inside a callback" in result.message


def test_the_answers_traceback_is_told(cases):
    result = cases("def test_it(): 1 / 0", TwoSides()).run("test_it")
    assert result.message.endswith("In the answer:\nanswer.py:3 in f")


def test_nothing_of_the_answer_is_collected(cases):
    loaded = cases(
        """
        class TestTheirs:
            __module__ = "answer_side"
            def test_it(self): pass
        def test_theirs(): pass
        test_theirs.__module__ = "answer_side"
        def test_ours(): pass
        """,
        TwoSides(),
    )
    assert [item.id for item in loaded.collect()] == ["test_ours"]


def test_collecting_reads_nothing_of_the_answer(cases):
    class Untouchable:
        def __getattribute__(self, name: str) -> Any:
            raise RuntimeError(f"read {name}")

    class Touchy(TwoSides):
        def is_remote(self, value: object) -> bool:
            return type(value) is Untouchable

    sys.modules["answer_side"] = SimpleNamespace(thing=Untouchable())
    try:
        loaded = cases(
            """
            from answer_side import thing
            from answer_side import thing as test_thing
            from answer_side import thing as TestThing
            def test_it(): pass
            """,
            Touchy(),
        )
        assert [item.id for item in loaded.collect()] == ["test_it"]
    finally:
        del sys.modules["answer_side"]


def test_capsys_takes_what_both_sides_wrote(cases):
    hooks = TwoSides()
    loaded = cases(
        """
        def test_it(capsys):
            write("from the answer")
            assert capsys.readouterr() == ("from the answer", "")
        """,
        hooks,
    )
    loaded.collect()

    def write(text: str) -> None:
        hooks.output[0] += text

    sys.modules["cases"].write = write
    result = loaded.run("test_it")
    assert result.outcome == "passed", result.message


def test_filterwarnings_reaches_both_sides(cases):
    applied: list[tuple] = []
    remote = SimpleNamespace(
        filters=["before"], filterwarnings=lambda *arguments: applied.append(arguments)
    )
    result = cases(
        """
        import pytest
        @pytest.mark.filterwarnings("error:some text:UserWarning")
        def test_it(): pass
        """,
        TwoSides(warnings=remote),
    ).run("test_it")
    assert result.outcome == "passed"
    assert applied == [("error", "some\\ text", UserWarning)]
    assert remote.filters == ["before"]


def test_importing_the_package_is_cheap():
    heavy = {"unittest", "asyncio", "logging", "doctest", "tempfile", "pathlib"}
    program = f"import sys; sys.path.insert(0, {str(LIB)!r}); import pytest, pytest.session; print(*sys.modules)"
    import subprocess

    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    without = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "pytest.session" in loaded
    assert not heavy & (set(loaded) - set(without.stdout.split()))


def test_ours_is_the_one_under_test():
    assert str(LIB) in ours("session").__file__
