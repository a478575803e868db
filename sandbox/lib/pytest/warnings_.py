"""The warning categories that have to do with collecting and running."""

from __future__ import annotations

from .warning_types import PytestWarning


class PytestCollectionWarning(PytestWarning):
    """A class or function looks like a test but can't be collected."""


class PytestUnknownMarkWarning(PytestWarning):
    """Never given here: unknown marks are kept without a word."""


class PytestUnraisableExceptionWarning(PytestWarning):
    """For `filterwarnings` marks that name it."""


class PytestUnhandledThreadExceptionWarning(PytestWarning):
    """For `filterwarnings` marks that name it."""


class PytestDeprecationWarning(PytestWarning, DeprecationWarning):
    """For `filterwarnings` marks that name it."""
