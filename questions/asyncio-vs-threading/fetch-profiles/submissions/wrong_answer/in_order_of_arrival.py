# fails: test_order_of_ids, test_random_team, test_failure_is_an_entry, test_late_is_an_entry, test_several_are_late, test_id_given_twice, test_ids_read_once
# Adds the entries as the fetches end: the order is that of the answers, not of ids.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


async def fetch_profiles(ids: Iterable[str], fetch: Callable[[str], Coroutine[Any, Any, Any]], timeout: float) -> list[dict[str, Any]]:
    """One entry for each of the ids, in their order."""
    ids = list(ids)
    result: list[dict[str, Any]] = []

    async def entry(user_id: str) -> dict[str, Any]:
        try:
            async with asyncio.timeout(timeout):
                profile = await fetch(user_id)
        except TimeoutError:
            return {"id": user_id, "error": "timeout"}
        except ConnectionError:
            return {"id": user_id, "error": "unavailable"}
        return {"id": user_id, "profile": profile}

    async def add(user_id: str) -> None:
        result.extend([await entry(user_id)] * ids.count(user_id))

    await asyncio.gather(*(add(user_id) for user_id in dict.fromkeys(ids)))
    return result
