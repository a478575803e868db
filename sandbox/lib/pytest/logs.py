"""`caplog`: the records of the judge's loggers and of the answer's, in the order of their time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .hooks import Hooks

_FORMAT = "%(levelname)-8s %(name)s:%(filename)s:%(lineno)d %(message)s"


class LogCaptureHandler(logging.Handler):
    """Sits on the judge's root logger; `records` holds those of both sides."""

    def __init__(self) -> None:
        super().__init__(0)
        self.records: list[logging.LogRecord] = []
        self.formatter = logging.Formatter(_FORMAT)

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


class LogCaptureFixture:
    """What a case sees of logging, and levels that are put back at its end."""

    def __init__(self, hooks: Hooks) -> None:
        self.handler = LogCaptureHandler()
        self._levels: dict[str | None, int] = {}
        self._disabled = logging.root.manager.disable
        self._remote = hooks.remote("_viva_logs")
        logging.getLogger().addHandler(self.handler)
        if self._remote is not None:
            self._remote.start()

    def close(self) -> None:
        for name, level in self._levels.items():
            logging.getLogger(name).setLevel(level)
        logging.disable(self._disabled)
        logging.getLogger().removeHandler(self.handler)
        if self._remote is not None:
            self._remote.stop()

    @property
    def records(self) -> list[logging.LogRecord]:
        self._pull()
        return self.handler.records

    @property
    def text(self) -> str:
        return "".join(self.handler.format(record) + "\n" for record in self.records)

    @property
    def messages(self) -> list[str]:
        return [record.getMessage() for record in self.records]

    @property
    def record_tuples(self) -> list[tuple[str, int, str]]:
        return [(record.name, record.levelno, record.getMessage()) for record in self.records]

    def get_records(self, when: str) -> list[logging.LogRecord]:
        """The records of a phase. Those of setup and call aren't told apart."""
        if when not in ("setup", "call", "teardown"):
            raise ValueError(f"there is no phase {when!r}: use setup, call or teardown")
        return self.records if when == "call" else []

    def clear(self) -> None:
        self._pull()
        # In place: a list that the case holds is emptied, too, as with pytest.
        self.handler.records.clear()

    def set_level(self, level: int | str, logger: str | None = None) -> None:
        """Set a logger's level on both sides until the case ends."""
        number = _number(level)
        target = logging.getLogger(logger)
        self._levels.setdefault(logger, target.level)
        self._apply(target, logger, number, number)
        if logging.root.manager.disable >= number:
            logging.disable(number - 10)

    @contextmanager
    def at_level(self, level: int | str, logger: str | None = None) -> Iterator[None]:
        """Set a logger's level on both sides for the `with`."""
        number = _number(level)
        target = logging.getLogger(logger)
        before, handler_before, disabled = (
            target.level,
            self.handler.level,
            logging.root.manager.disable,
        )
        remote_before = self._apply(target, logger, number, number)
        if disabled >= number:
            logging.disable(number - 10)
        try:
            yield
        finally:
            self._pull()
            target.setLevel(before)
            self.handler.setLevel(handler_before)
            logging.disable(disabled)
            if self._remote is not None:
                self._remote.set_level(remote_before, logger)
                self._remote.set_handler_level(handler_before)

    @contextmanager
    def filtering(self, filter_: Any) -> Iterator[None]:
        """Only records that pass the filter are kept, for the `with`."""
        self._pull()
        self.handler.addFilter(filter_)
        try:
            yield
        finally:
            self._pull()
            self.handler.removeFilter(filter_)

    def _apply(
        self, target: logging.Logger, logger: str | None, level: int, handler_level: int
    ) -> int:
        target.setLevel(level)
        self.handler.setLevel(handler_level)
        if self._remote is None:
            return 0
        before = self._remote.set_level(level, logger)
        self._remote.set_handler_level(handler_level)
        return before

    def _pull(self) -> None:
        if self._remote is None:
            return
        pulled = [made_here(*fields) for fields in self._remote.take()]
        pulled = [record for record in pulled if self.handler.filter(record)]
        if pulled:
            self.handler.records.extend(pulled)
            self.handler.records.sort(key=lambda record: record.created)


def _number(level: int | str) -> int:
    if isinstance(level, int):
        return level
    found = logging.getLevelName(level.upper())
    if not isinstance(found, int):
        raise ValueError(f"Unknown logging level: {level!r}")  # noqa: TRY004 - as pytest
    return found


def made_here(
    name: str,
    level: int,
    path: str,
    line: int,
    function: str,
    created: float,
    message: str,
    exception: str | None,
    thread: str,
    extra: dict[str, Any],
    template: str | None,
    args: Any,
) -> logging.LogRecord:
    """A record of the answer's, made here: what isn't of the expected type is replaced, never asked."""
    whole = template is None or type(args) not in (tuple, dict, type(None))
    text = _text(message if whole else template)
    record = logging.LogRecord(
        _text(name), _whole(level), _text(path), _whole(line), text, None, None, _text(function)
    )
    record.args = None if whole else args
    record.created = created if type(created) is float else 0.0
    record.msecs = (record.created - int(record.created)) * 1000
    record.exc_text = None if exception is None else _text(exception)
    record.threadName = _text(thread)
    for key, value in extra.items() if type(extra) is dict else ():
        record.__dict__.setdefault(key, value)
    return record


def _text(value: object) -> str:
    if type(value) is str:
        return value
    return str.__str__(value) if issubclass(type(value), str) else "<not a text>"


def _whole(value: object) -> int:
    return value if type(value) is int else 0
