import asyncio
import atexit
import threading


class Loud:
    def __init__(self, text):
        self.text = text

    def __del__(self):
        raise ValueError(self.text)


def solve(given):
    def fail():
        raise ValueError(given)

    async def left():
        loop = asyncio.get_running_loop()
        loop.call_exception_handler({"message": str(given)})
        asyncio.ensure_future(never())

    async def never():
        raise ValueError(given)

    Loud(given)
    atexit.register(print, given)
    threading.Thread(target=fail).start()
    asyncio.run(left())
