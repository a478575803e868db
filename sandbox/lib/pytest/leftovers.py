"""Tasks that are left when a case ends: cancelled as `asyncio.run` does, and reported if they refuse to end."""

from __future__ import annotations

import asyncio
from typing import Any

from .outcomes import fail

# Seconds, on the virtual clock. `asyncio.run` would wait for ever, so a clean-up may take its time.
_PATIENCE = 3_600
_SHOWN = 10


def close(runner: asyncio.Runner) -> None:
    """Cancels all tasks of the runner's loop, on both sides, waits for their end, and closes the runner."""
    loop = runner.get_loop()
    has_leftovers = getattr(loop, "has_leftovers", None)
    left = runner.run(_cancelled()) if has_leftovers is not None and has_leftovers() else []
    if not left:
        runner.close()
    else:  # closing would wait for them
        fail("these tasks were cancelled when the case ended, and didn't end:\n  " + "\n  ".join(left), pytrace=False)


async def _cancelled() -> list[str]:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if not left:
        return []
    for task in left:
        task.cancel()
    _, pending = await asyncio.wait(left, timeout=_PATIENCE)
    return [_told(task) for task in list(pending)[:_SHOWN]]


def _told(task: Any) -> str:
    """Its name, and where it is; not what it waits for."""
    text = repr(task)
    head, cut, _ = text.partition(" wait_for=")
    return f"{head}>" if cut else text
