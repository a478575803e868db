# fails: test_hedge, test_more_than_one_hedge, test_losers_are_cancelled, test_delay_begins_anew, test_final, test_time_limit, test_cancelled, test_account, test_empty_account, test_failover_costs_nothing, test_random_replicas
# Returns the first answer and forgets the other requests, which go on.
import asyncio


class Hedger:
    def __init__(self, replicas, *, delay, timeout=None, final=(), price=10, burst=3):
        self._replicas = replicas
        self._delay = delay
        self._timeout = timeout
        self._final = final
        self._price = price
        self._most = price * burst
        self._credit = self._most

    @property
    def credit(self):
        return self._credit

    async def call(self, request):
        self._credit = min(self._most, self._credit + 1)
        running = set()
        try:
            async with asyncio.timeout(self._timeout):
                return await self._race(request, running)
        finally:
            running.clear()

    async def _race(self, request, running):
        replicas = list(self._replicas)

        def start():
            running.add(asyncio.create_task(replicas.pop(0)(request)))

        start()
        while True:
            delay = self._delay if replicas else None
            done, _ = await asyncio.wait(running, timeout=delay, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                if self._pay():
                    start()
                continue
            for task in done:
                running.remove(task)
                error = task.exception()
                if error is None:
                    return task.result()
                if isinstance(error, self._final):
                    raise error
                if replicas:
                    start()
                elif not running:
                    raise error

    def _pay(self):
        if self._credit < self._price:
            return False
        self._credit -= self._price
        return True
