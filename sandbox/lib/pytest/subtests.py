"""The `subtests` fixture: parts of a case that are counted on their own; one that fails makes the case fail at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .outcomes import Failed, Skipped, XFailed


class Subtests:
    """`with subtests.test("what", key=value): ...`"""

    def __init__(self, failed: list[BaseException]) -> None:
        self._failed = failed

    @contextmanager
    def test(self, msg: str | None = None, **kwargs: Any) -> Iterator[None]:
        try:
            yield
        except (Skipped, XFailed):
            pass
        except (Exception, Failed) as error:  # noqa: BLE001 - counted, the case goes on
            described = ", ".join(
                [
                    *([] if msg is None else [f"[{msg}]"]),
                    *(f"{key}={value!r}" for key, value in kwargs.items()),
                ]
            )
            error.add_note(f"in subtest {described or '<subtest>'}")
            self._failed.append(error)
