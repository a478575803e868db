class Steps:
    def __next__(self):
        return 421

    def throw(self, *_):
        raise StopIteration


class AsyncSteps:
    async def __anext__(self):
        return 421

    async def athrow(self, *_):
        raise StopAsyncIteration

    async def aclose(self):
        pass


def number(_):
    return 0


call = decorate = number
generator, async_generator = Steps, AsyncSteps


class manager:
    def __enter__(self):
        return self

    __exit__ = number


class async_manager:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        return True
