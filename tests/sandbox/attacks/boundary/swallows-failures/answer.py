import functools


def number(_):
    return 0


def call(function):
    try:
        function(0)
    except BaseException:
        pass


def decorate(function):
    @functools.wraps(function)
    def quiet(*args):
        try:
            return function(*args)
        except BaseException:
            return None

    return quiet


def generator():
    while True:
        try:
            yield 421
        except BaseException:
            pass


async def async_generator():
    try:
        yield 421
    except BaseException:
        pass


class manager:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return True


class async_manager:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        return True
