import asyncio


async def double(value):
    await asyncio.sleep(0)
    return value * 2


async def fails(error):
    await asyncio.sleep(0)
    raise error


class Store:
    def __init__(self):
        self.open = False
        self.values = {}

    async def connect(self):
        await asyncio.sleep(0)
        self.open = True

    async def close(self):
        await asyncio.sleep(0)
        self.open = False

    async def put(self, key, value):
        if not self.open:
            raise RuntimeError("closed")
        await asyncio.sleep(0)
        self.values[key] = value

    async def get(self, key):
        await asyncio.sleep(0)
        return self.values[key]
