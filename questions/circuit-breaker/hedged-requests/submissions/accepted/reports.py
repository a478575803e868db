# Style: attempts report to a queue; the call reads it with a time limit, and a helper object holds what belongs to one call.
import asyncio


class Account:
    def __init__(self, price, burst):
        self.price = price
        self.most = price * burst
        self.credit = self.most

    def pay_in(self):
        if self.credit < self.most:
            self.credit += 1

    def can_pay(self):
        if self.credit >= self.price:
            self.credit -= self.price
            return True
        return False


class Race:
    """The attempts of one call."""

    def __init__(self, replicas, request):
        self.left = iter(replicas)
        self.following = next(self.left)
        self.request = request
        self.news = asyncio.Queue()
        self.tasks = []
        self.open = 0

    async def report(self, replica):
        try:
            result = await replica(self.request)
        except Exception as error:
            self.news.put_nowait((error, None))
        else:
            self.news.put_nowait((None, result))

    def start(self):
        self.tasks.append(asyncio.create_task(self.report(self.following)))
        self.open += 1
        self.following = next(self.left, None)

    async def stop(self):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


class Hedger:
    def __init__(self, replicas, *, delay, timeout=None, final=(), price=10, burst=3):
        self.replicas = replicas
        self.delay = delay
        self.timeout = timeout
        self.final = final
        self.account = Account(price, burst)

    @property
    def credit(self):
        return self.account.credit

    async def call(self, request):
        self.account.pay_in()
        race = Race(self.replicas, request)
        try:
            async with asyncio.timeout(self.timeout):
                return await self.decide(race)
        finally:
            await race.stop()

    async def decide(self, race):
        race.start()
        while True:
            try:
                async with asyncio.timeout(self.delay if race.following else None):
                    error, result = await race.news.get()
            except TimeoutError:
                if self.account.can_pay():
                    race.start()
                continue
            race.open -= 1
            if error is None:
                return result
            if isinstance(error, self.final):
                raise error
            if race.following:
                race.start()
            elif not race.open:
                raise error
