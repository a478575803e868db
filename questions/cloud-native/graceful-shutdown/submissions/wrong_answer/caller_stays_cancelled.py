# fails: test_caller_goes_on
# Cancels the caller's own task at the deadline and never takes that back with uncancel: the caller's next timeout looks like a cancellation.
import asyncio


class ShuttingDown(Exception):
    """The service takes no more requests, or has cut this one off."""


class Request:
    def __init__(self):
        self.task = asyncio.current_task()
        self.cut_off = False


class Service:
    def __init__(self, *, linger=5.0, deadline=25.0):
        if linger < 0 or deadline < linger:
            raise ValueError("0 <= linger <= deadline must hold")
        self.linger, self.deadline = linger, deadline
        self.hooks = []
        self.requests = []
        self.nobody_left = asyncio.Event()
        self.nobody_left.set()
        self.refusing = False
        self.report = None
        self.finished = self.cancelled = 0

    def ready(self):
        return self.report is None

    def on_close(self, name, hook):
        self.hooks.insert(0, (name, hook))

    async def handle(self, work):
        if self.refusing:
            raise ShuttingDown("not accepted any more")
        request = Request()
        self.requests.append(request)
        self.nobody_left.clear()
        try:
            return await work()
        except asyncio.CancelledError:
            if request.cut_off:
                raise ShuttingDown("cut off at the deadline") from None
            raise
        finally:
            self.leave(request)

    def leave(self, request):
        self.requests.remove(request)
        if not self.requests:
            self.nobody_left.set()
        if request.cut_off:
            self.cancelled += 1
        else:
            self.finished += 1

    async def shutdown(self):
        if self.report is not None:
            return await asyncio.shield(self.report)
        self.report = asyncio.get_running_loop().create_future()
        deadline = asyncio.get_running_loop().time() + self.deadline
        self.finished = 0
        await asyncio.sleep(self.linger)
        self.refusing = True
        try:
            async with asyncio.timeout_at(deadline):
                await self.nobody_left.wait()
        except TimeoutError:
            for request in self.requests:
                request.cut_off = True
                request.task.cancel()
            await self.nobody_left.wait()
        failed = [name for name, hook in self.hooks if not await succeeds(hook)]
        self.report.set_result({"finished": self.finished, "cancelled": self.cancelled, "failed": failed})
        return self.report.result()


async def succeeds(hook):
    try:
        await hook()
    except Exception:
        return False
    return True
