"""An awaitable that the peer awaits: run to its end in an event loop of its own, while the peer's loop is parked.

The two loops don't know of each other yet: two coroutines awaited across the boundary run one after the other.
"""

import asyncio
from asyncio import events, tasks

# From Python 3.12 on a thread has one current task, whatever its loop.
_swap_current_task = getattr(tasks, "_swap_current_task", lambda loop, task: None)


def run(awaitable):
    async def main():
        return await awaitable

    running = events._get_running_loop()
    task = None if running is None else _swap_current_task(running, None)
    events._set_running_loop(None)  # the loop of this thread waits for the peer, which waits for us
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(main())
    finally:
        loop.close()
        events._set_running_loop(running)
        if task is not None:
            _swap_current_task(running, task)
