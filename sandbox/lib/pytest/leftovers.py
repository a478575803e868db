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
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    pending = runner.run(_pending(left)) if left else []
    if not pending:
        runner.close()
    else:  # closing would wait for them
        fail(
            "these tasks were cancelled when the case ended, and didn't end:\n  " + "\n  ".join(pending),
            pytrace=False,
        )


async def _pending(left: set[Any]) -> list[str]:
    _, pending = await asyncio.wait(left, timeout=_PATIENCE)
    for task in left - pending:
        if not task.cancelled() and task.exception() is not None:
            context = {"message": "unhandled exception when the case ended", "exception": task.exception(), "task": task}
            asyncio.get_running_loop().call_exception_handler(context)
    return [_told(task) for task in list(pending)[:_SHOWN]]


def _told(task: Any) -> str:
    """Its name, and where it is; not what it waits for."""
    text = repr(task)
    head, cut, _ = text.partition(" wait_for=")
    return f"{head}>" if cut else text
