"""Collects what is logged on one side, as plain tuples: each side imports its own copy of this module.

The judge's `caplog` starts it on the answer's side, takes the records, and stops it. Nothing runs while no one asked.
"""

from __future__ import annotations

import logging
from typing import Any

# What every record has; anything else came from `extra=`.
_STANDARD = frozenset(logging.LogRecord("", 0, "", 0, "", None, None).__dict__) | {
    "message",
    "asctime",
    "taskName",
}
_PLAIN = (str, int, float, bool, bytes, type(None))
# A case that logs in an endless loop must not fill the memory through us.
_RECORD_LIMIT = 10_000

_formatter = logging.Formatter()


class Collecting(logging.Handler):
    """Keeps every record until it is taken."""

    def __init__(self) -> None:
        super().__init__(0)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        if len(self.records) < _RECORD_LIMIT:
            self.records.append(record)


_handler: Collecting | None = None
_levels: dict[str | None, int] = {}


def start() -> None:
    global _handler
    if _handler is None:
        _handler = Collecting()
        logging.getLogger().addHandler(_handler)


def stop() -> None:
    """Stop collecting and put back every level that was set."""
    global _handler
    if _handler is not None:
        logging.getLogger().removeHandler(_handler)
        _handler = None
    for name, level in _levels.items():
        logging.getLogger(name).setLevel(level)
    _levels.clear()


def set_level(level: int, logger: str | None) -> int:
    """Set a logger's level until `stop`; its level so far."""
    target = logging.getLogger(logger)
    _levels.setdefault(logger, target.level)
    before = target.level
    target.setLevel(level)
    return before


def set_handler_level(level: int) -> None:
    if _handler is not None:
        _handler.setLevel(level)


_watched: list[tuple] = []


def watch(level: int, logger: str | None) -> None:
    """Until `unwatch`, the logger's records of this level go to us alone, as `assertLogs` wants it."""
    target = logging.getLogger(logger)
    handler = Collecting()
    handler.setLevel(level)
    _watched.append((handler, target, target.handlers, target.level, target.propagate))
    target.handlers = [handler]
    target.setLevel(level)
    target.propagate = False


def unwatch() -> list[tuple]:
    """Ends the last `watch`; its records, in the form of `take`."""
    handler, target, target.handlers, level, target.propagate = _watched.pop()
    target.setLevel(level)
    return [_plain(record) for record in handler.records]


def take() -> list[tuple]:
    """The records since the last call, each as (name, level, path, line, function, created, message,
    exception text, thread, extra, template, arguments); the last two are None unless all are plain."""
    if _handler is None:
        return []
    records, _handler.records = _handler.records, []
    return [_plain(record) for record in records]


def _plain(record: logging.LogRecord) -> tuple:
    exception = (
        _formatter.formatException(record.exc_info)
        if record.exc_info and record.exc_info[0]
        else record.exc_text
    )
    return (
        record.name,
        record.levelno,
        record.pathname,
        record.lineno,
        record.funcName,
        record.created,
        _message(record),
        exception,
        record.threadName,
        {name: _value(value) for name, value in record.__dict__.items() if name not in _STANDARD},
        record.msg if type(record.msg) is str and _is_plain(record.args) else None,
        record.args if type(record.msg) is str and _is_plain(record.args) else None,
    )


def _message(record: logging.LogRecord) -> str:
    try:
        return str(record.getMessage())
    except Exception as error:  # noqa: BLE001 - a wrong format string: logging would only print it
        return f"{record.msg} ({type(error).__name__}: {error})"


def _is_plain(args: Any) -> bool:
    if isinstance(args, dict):
        args = tuple(args.values())
    return args is None or (type(args) is tuple and all(type(one) in _PLAIN for one in args))


def _value(value: Any) -> Any:
    """Plain values as they are, containers of them too, everything else as its text."""
    if type(value) in _PLAIN:
        return value
    if type(value) in (list, tuple):
        return type(value)(_value(one) for one in value)
    if type(value) is dict:
        return {key: _value(one) for key, one in value.items() if type(key) in _PLAIN}
    return repr(value)
