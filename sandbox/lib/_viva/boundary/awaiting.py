"""An awaitable that the peer awaits: run to its end in an event loop of its own, while the peer's loop is parked.

The two loops don't know of each other yet: two coroutines awaited across the boundary run one after the other.
"""

import asyncio
from asyncio import events


def run(awaitable):
    async def main():
        return await awaitable

    running = events._get_running_loop()
    events._set_running_loop(None)  # the loop of this thread waits for the peer, which waits for us
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(main())
    finally:
        loop.close()
        events._set_running_loop(running)
