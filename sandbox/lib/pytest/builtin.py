"""The fixtures that every case has. What each is made of is imported when a case asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .fixtures import Fixture, FixtureDef, Layer, fixture


def layer() -> Layer:
    """The outermost layer of fixtures."""
    return _LAYER


@fixture
def monkeypatch() -> Iterator[Any]:
    from .monkeypatch import MonkeyPatch

    patcher = MonkeyPatch()
    yield patcher
    patcher.undo()


def _capturing(request: Any, binary: bool) -> Iterator[Any]:
    import warnings

    from .capture import CaptureFixture

    # A warning is not output: outside the sandbox pytest shows it in a summary of its own.
    with warnings.catch_warnings(record=True):
        capture = CaptureFixture(request._setup.hooks, binary)
        yield capture
    for name, text in zip(("stdout", "stderr"), capture.close(), strict=True):
        if text:
            request._setup.case.sections[name] = text


@fixture
def capsys(request: Any) -> Iterator[Any]:
    yield from _capturing(request, False)


@fixture
def capfd(request: Any) -> Iterator[Any]:
    yield from _capturing(request, False)


@fixture
def capsysbinary(request: Any) -> Iterator[Any]:
    yield from _capturing(request, True)


@fixture
def capfdbinary(request: Any) -> Iterator[Any]:
    yield from _capturing(request, True)


@fixture
def caplog(request: Any) -> Iterator[Any]:
    from .logs import LogCaptureFixture

    captured = LogCaptureFixture(request._setup.hooks)
    try:
        yield captured
    finally:
        captured.close()


@fixture(scope="session")
def tmp_path_factory(request: Any) -> Any:
    from .tmp import TempPathFactory

    return TempPathFactory(request._setup.hooks.tmp_root())


@fixture
def tmp_path(request: Any, tmp_path_factory: Any) -> Any:
    from .tmp import folder_name

    return tmp_path_factory.mktemp(folder_name(request.node.name))


@fixture
def recwarn() -> Iterator[Any]:
    import warnings

    from .warns_ import WarningsRecorder

    recorder = WarningsRecorder()
    with recorder:
        warnings.simplefilter("default")
        yield recorder


@fixture
def loop_lag() -> Iterator[Any]:
    from .lag import LoopLag

    measured = LoopLag()
    try:
        yield measured
    finally:
        measured.close()


@fixture
def subtests(request: Any) -> Any:
    from .subtests import Subtests

    return Subtests(request._setup.failed_subtests)


@fixture(scope="session")
def pytestconfig() -> Any:
    from .config import Config

    return Config()


@fixture
def record_property(request: Any) -> Callable[[str, object], None]:
    def record(name: str, value: object) -> None:
        request.node.user_properties.append((name, value))

    return record


_LAYER = Layer()
for _name, _value in list(globals().items()):
    if type(_value) is Fixture:
        _LAYER.add(FixtureDef(_name, _value, None, "built in"))
del _name, _value
