# fails: test_settings, test_requests_accepted_while_lingering, test_deadline, test_clean_up_of_cancelled_work, test_random_traffic, test_caller_goes_on
# Near miss: lets CancelledError through at the deadline, as if the client had hung up; nobody answers 503.
import asyncio


class ShuttingDown(Exception):
    """The service takes no more requests, or has cut this one off."""


class Service:
    def __init__(self, *, linger=5.0, deadline=25.0):
        if not 0 <= linger <= deadline:
            raise ValueError(f"0 <= linger <= deadline does not hold for {linger} and {deadline}")
        self._linger = linger
        self._deadline = deadline
        self._hooks = []
        self._running = set()
        self._cut_off = set()
        self._ended = 0
        self._accepting = True
        self._shutdown = None

    def ready(self):
        return self._shutdown is None

    def on_close(self, name, hook):
        self._hooks.append((name, hook))

    async def handle(self, work):
        if not self._accepting:
            raise ShuttingDown
        task = asyncio.ensure_future(work())
        self._running.add(task)
        task.add_done_callback(self._count)
        try:
            return await task
        except asyncio.CancelledError:
            raise

    def _count(self, task):
        self._running.discard(task)
        self._ended += 1

    async def shutdown(self):
        if self._shutdown is None:
            self._shutdown = asyncio.ensure_future(self._run())
        return await self._shutdown

    async def _run(self):
        ended_before = self._ended
        await asyncio.sleep(self._linger)
        self._accepting = False
        if self._running:
            _, self._cut_off = await asyncio.wait(self._running, timeout=self._deadline - self._linger)
        finished = self._ended - ended_before
        for task in self._cut_off:
            task.cancel()
        if self._cut_off:
            await asyncio.wait(self._cut_off)
        failed = []
        for name, hook in reversed(self._hooks):
            try:
                await hook()
            except Exception:
                failed.append(name)
        return {"finished": finished, "cancelled": len(self._cut_off), "failed": failed}
