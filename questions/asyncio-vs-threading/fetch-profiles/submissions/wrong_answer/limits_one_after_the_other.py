# fails: test_random_team, test_late_is_an_entry, test_several_are_late, test_late_is_cancelled
# All tasks run, but each gets its time limit when its turn to be awaited has come: several late ones add up.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


async def fetch_profiles(ids: Iterable[str], fetch: Callable[[str], Coroutine[Any, Any, Any]], timeout: float) -> list[dict[str, Any]]:
    """One entry for each of the ids, in their order."""
    ids = list(ids)
    tasks = {user_id: asyncio.create_task(fetch(user_id)) for user_id in dict.fromkeys(ids)}
    entries: dict[str, dict[str, Any]] = {}
    for user_id, task in tasks.items():
        try:
            entries[user_id] = {"id": user_id, "profile": await asyncio.wait_for(task, timeout)}
        except TimeoutError:
            entries[user_id] = {"id": user_id, "error": "timeout"}
        except ConnectionError:
            entries[user_id] = {"id": user_id, "error": "unavailable"}
    return [entries[user_id] for user_id in ids]
