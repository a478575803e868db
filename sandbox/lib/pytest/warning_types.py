"""The warning classes that cases may name: `pytest.PytestWarning` and its kin."""

from __future__ import annotations


class PytestWarning(UserWarning):
    """Base class of all warnings that this package emits."""

    __module__ = "pytest"


class PytestApproxDecimalToleranceWarning(PytestWarning):
    """A float tolerance that has no exact Decimal value was given for Decimals."""

    __module__ = "pytest"


class PytestAssertRewriteWarning(PytestWarning):
    """An assert statement that can't fail."""

    __module__ = "pytest"
