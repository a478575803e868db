def number(given):
    return 0


def call(function):
    try:
        call(function)
    except RecursionError:
        function(0)


def decorate(function):
    def again(*args):
        return again(*args) or function(*args)

    return again


def generator():
    yield from generator()


class manager:
    def __enter__(self):
        return self.__enter__()

    def __exit__(self, *_):
        return self.__exit__()


class async_manager:
    async def __aenter__(self):
        return await self.__aenter__()

    async def __aexit__(self, *_):
        return await self.__aexit__()
