# fails: test_calls_keep_nothing
# Keeps the entries in the module: the next call shows old profiles and old failures.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

ENTRIES: dict[str, dict[str, Any]] = {}


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

    ids = list(ids)
    once = [user_id for user_id in dict.fromkeys(ids) if user_id not in ENTRIES]
    ENTRIES.update(zip(once, await asyncio.gather(*(entry(user_id) for user_id in once))))
    return [ENTRIES[user_id] for user_id in ids]
