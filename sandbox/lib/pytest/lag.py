"""What the fixture `loop_lag` gives: how long the event loop was kept by a single step, on either side."""

from __future__ import annotations

from typing import Any

import _viva_lag

from . import mirror


class LoopLag:
    """Measures on the virtual clock until `close`: a `time.sleep(1)` or a second of computing inside a coroutine is a second."""

    def __init__(self) -> None:
        self._remote = mirror.helper("_viva_lag")
        for helper in self._helpers():
            helper.start()

    def _helpers(self) -> list[Any]:
        return [_viva_lag] if self._remote is None else [_viva_lag, self._remote]

    def _worst(self) -> tuple[float, str]:
        found = [helper.longest() for helper in self._helpers()]
        return max(((float(seconds), str(what)) for seconds, what in found), key=lambda one: one[0])

    @property
    def longest(self) -> float:
        """Seconds of the longest step of a task, or callback, so far; during it nothing else in the loop could run."""
        return self._worst()[0]

    @property
    def culprit(self) -> str:
        """Which one that was, as asyncio's debug mode writes it."""
        return self._worst()[1]

    def reset(self) -> None:
        """Forget what was measured so far."""
        for helper in self._helpers():
            helper.reset()

    def close(self) -> None:
        for helper in self._helpers():
            helper.stop()

    def __repr__(self) -> str:
        return f"<loop_lag longest={self.longest:.3f}>"
