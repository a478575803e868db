# fails: test_ids_read_once
# asyncio.wait raises ValueError when it is given no tasks.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


async def fetch_profiles(ids: Iterable[str], fetch: Callable[[str], Coroutine[Any, Any, Any]], timeout: float) -> list[dict[str, Any]]:
    """One entry for each of the ids, in their order."""
    order: list[str] = []
    tasks: dict[str, asyncio.Task[Any]] = {}
    for user_id in ids:
        order.append(user_id)
        if user_id not in tasks:
            tasks[user_id] = asyncio.create_task(fetch(user_id))
    _, late = await asyncio.wait(tasks.values(), timeout=timeout)
    for task in late:
        task.cancel()

    result = []
    for user_id in order:
        task = tasks[user_id]
        if task in late:
            result.append({"id": user_id, "error": "timeout"})
        elif isinstance(task.exception(), ConnectionError):
            result.append({"id": user_id, "error": "unavailable"})
        else:
            result.append({"id": user_id, "profile": task.result()})
    return result
