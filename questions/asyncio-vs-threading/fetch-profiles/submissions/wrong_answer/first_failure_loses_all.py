# fails: test_random_team, test_failure_is_an_entry, test_late_is_an_entry, test_id_given_twice, test_calls_keep_nothing
# gather raises the first ConnectionError to the caller: nobody gets an entry.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


async def fetch_profiles(ids: Iterable[str], fetch: Callable[[str], Coroutine[Any, Any, Any]], timeout: float) -> list[dict[str, Any]]:
    """One entry for each of the ids, in their order."""

    async def entry(user_id: str) -> dict[str, Any]:
        try:
            async with asyncio.timeout(timeout):
                profile = await fetch(user_id)
        except TimeoutError:
            return {"id": user_id, "error": "timeout"}
        return {"id": user_id, "profile": profile}

    ids = list(ids)
    once = list(dict.fromkeys(ids))
    entries = dict(zip(once, await asyncio.gather(*(entry(user_id) for user_id in once))))
    return [entries[user_id] for user_id in ids]
