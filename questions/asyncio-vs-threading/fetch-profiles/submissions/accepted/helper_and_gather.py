# Style: a helper makes one id's entry, with the time limit around its fetch; gather runs the helper once for each id.

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

    ids = list(ids)
    once = list(dict.fromkeys(ids))
    entries = dict(zip(once, await asyncio.gather(*(entry(user_id) for user_id in once))))
    return [entries[user_id] for user_id in ids]
