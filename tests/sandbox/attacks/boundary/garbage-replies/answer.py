from _viva import link
from _viva.boundary import codec

side = link.side

turn = 0


def serve(data):
    global turn
    turn += 1
    return [b"", b"\xff" * 100, b"t", data, data[::-1], b"l" * 100_000, b"t\x04sr", b"I\xff\xff\xff\xff\x0f"][turn % 8]


real = side.serve


def number(_):
    side.serve = serve
    return real


def call(function):
    side.serve = serve
    function(0)


def decorate(function):
    return function


def generator():
    yield


class manager:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


class async_manager:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        return False
