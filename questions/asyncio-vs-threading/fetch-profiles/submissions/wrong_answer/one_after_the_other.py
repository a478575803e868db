# fails: test_ten_take_a_second, test_order_of_ids, test_random_team, test_failure_is_an_entry, test_several_are_late, test_id_given_twice
# Awaits each fetch before the next one begins: ten fetches of a second take ten seconds.

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
        except ConnectionError:
            return {"id": user_id, "error": "unavailable"}
        return {"id": user_id, "profile": profile}

    entries: dict[str, dict[str, Any]] = {}
    result = []
    for user_id in ids:
        if user_id not in entries:
            entries[user_id] = await entry(user_id)
        result.append(entries[user_id])
    return result
