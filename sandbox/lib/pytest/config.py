"""`request.config`: there is no command line and no ini file here, so every option has its default."""

from __future__ import annotations

from typing import Any

_MISSING = object()


class Config:
    """Answers what cases ask: options and ini values."""

    def getoption(self, name: str, default: Any = _MISSING, skip: bool = False) -> Any:
        if default is not _MISSING:
            return default
        if name in ("verbose", "--verbose", "-v"):
            return 0
        raise ValueError(f"no option named {name!r}")

    def getini(self, name: str) -> Any:
        raise ValueError(f"unknown configuration value: {name!r}")

    def addinivalue_line(self, name: str, line: str) -> None:
        """Marks need no registration."""

    def get_verbosity(self, verbosity_type: str | None = None) -> int:
        return 0
