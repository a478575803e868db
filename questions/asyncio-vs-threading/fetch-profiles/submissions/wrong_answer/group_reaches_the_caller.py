# fails: test_other_exceptions
# A TaskGroup puts what its tasks raise into an ExceptionGroup: the caller's except KeyError doesn't see it.

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
    async with asyncio.TaskGroup() as group:
        tasks = {user_id: group.create_task(entry(user_id)) for user_id in dict.fromkeys(ids)}
    return [tasks[user_id].result() for user_id in ids]
