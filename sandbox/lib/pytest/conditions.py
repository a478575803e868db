"""`skip`, `skipif` and `xfail`: whether a case is to run, and what its failing means."""

from __future__ import annotations

import os
import sys
from typing import Any

from .marks import Mark
from .outcomes import fail


class Expected:
    """An `xfail` mark that holds for this case."""

    __slots__ = ("raises", "reason", "run", "strict")

    def __init__(self, reason: str, run: bool, strict: bool, raises: Any) -> None:
        self.reason = reason
        self.run = run
        self.strict = strict
        self.raises = raises


def skip_reason(marks: list[Mark], namespace: dict[str, Any]) -> str | None:
    """Why the case is skipped, or None. A condition that can't be evaluated fails the case."""
    for mark in marks:
        if mark.name == "skipif":
            held = _condition(mark, namespace)
            if held is not None:
                return held
    for mark in marks:
        if mark.name == "skip":
            reason = mark.args[0] if mark.args else mark.kwargs.get("reason", "unconditional skip")
            unknown = [name for name in mark.kwargs if name != "reason"]
            if unknown or len(mark.args) > 1 or (mark.args and mark.kwargs):
                raise TypeError(
                    f"skip takes one reason: {mark!r}. Maybe you meant pytest.mark.skipif?"
                )
            return reason
    return None


def expected_failure(marks: list[Mark], namespace: dict[str, Any]) -> Expected | None:
    """The first `xfail` mark whose condition holds."""
    for mark in marks:
        if mark.name != "xfail":
            continue
        reason = _condition(mark, namespace)
        if reason is not None:
            kwargs = mark.kwargs
            return Expected(
                reason, kwargs.get("run", True), kwargs.get("strict", False), kwargs.get("raises")
            )
    return None


def _condition(mark: Mark, namespace: dict[str, Any]) -> str | None:
    """The reason if one of the mark's conditions holds (or it has none), else None."""
    conditions = mark.args if "condition" not in mark.kwargs else (mark.kwargs["condition"],)
    reason = mark.kwargs.get("reason")
    if not conditions:
        return reason or ""
    for condition in conditions:
        if isinstance(condition, str):
            held = _evaluated(mark, condition, namespace)
            text = f"condition: {condition}"
        else:
            try:
                held = bool(condition)
            except Exception as error:  # noqa: BLE001 - the author's condition
                fail(
                    f"Error evaluating {mark.name!r} condition as a boolean: {error!r}",
                    pytrace=False,
                )
            text = None
        if reason is None and text is None:
            fail(
                f"Error evaluating {mark.name!r}: you need to specify reason=STRING when using booleans as conditions.",
                pytrace=False,
            )
        if held:
            return text if reason is None else reason
    return None


def _evaluated(mark: Mark, condition: str, namespace: dict[str, Any]) -> bool:
    import platform

    try:
        return bool(eval(condition, {"os": os, "sys": sys, "platform": platform, **namespace}))
    except Exception as error:  # noqa: BLE001 - the author's condition
        fail(
            f"Error evaluating {mark.name!r} condition {condition!r}: {type(error).__name__}: {error}",
            pytrace=False,
        )
