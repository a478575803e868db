# Style: a TaskGroup whose tasks fill a dict of entries, with wait_for; the group around an unexpected exception is taken off.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


async def fetch_profiles(ids: Iterable[str], fetch: Callable[[str], Coroutine[Any, Any, Any]], timeout: float) -> list[dict[str, Any]]:
    """One entry for each of the ids, in their order."""
    ids = list(ids)
    entries: dict[str, dict[str, Any]] = {}

    async def fill(user_id: str) -> None:
        entry = entries[user_id]
        try:
            entry["profile"] = await asyncio.wait_for(fetch(user_id), timeout)
        except ConnectionError:
            entry["error"] = "unavailable"
        except TimeoutError:
            entry["error"] = "timeout"

    try:
        async with asyncio.TaskGroup() as group:
            for user_id in ids:
                if user_id not in entries:
                    entries[user_id] = {"id": user_id}
                    group.create_task(fill(user_id))
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [entries[user_id] for user_id in ids]
