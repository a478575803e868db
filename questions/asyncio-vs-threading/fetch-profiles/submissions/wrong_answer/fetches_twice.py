# fails: test_random_team, test_id_given_twice, test_ids_read_once
# Fetches for each place in ids, not for each id.

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

    return list(await asyncio.gather(*(entry(user_id) for user_id in ids)))
