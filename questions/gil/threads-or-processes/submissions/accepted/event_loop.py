# Tasks: the loop waits for fetches in threads and for scores in processes, and calls progress itself.

import asyncio
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from support import CONNECTIONS, WORKERS, score


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    return asyncio.run(report(ids, fetch, progress))


async def report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    loop = asyncio.get_running_loop()
    done = 0

    async def handle(id: str) -> tuple[str, int | Exception]:
        nonlocal done
        try:
            text = await loop.run_in_executor(threads, fetch, id)
            result: int | Exception = await loop.run_in_executor(processes, score, text)
        except Exception as error:
            result = error
        done += 1
        progress(done)
        return id, result

    with ThreadPoolExecutor(CONNECTIONS) as threads, ProcessPoolExecutor(WORKERS) as processes:
        return await asyncio.gather(*(handle(id) for id in ids))
