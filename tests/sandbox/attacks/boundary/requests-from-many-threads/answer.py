import threading


def number(_):
    return 0


def call(function):
    def often():
        for _ in range(20):
            try:
                function(0)
            except BaseException:
                pass

    for _ in range(20):
        threading.Thread(target=often, daemon=True).start()


def decorate(function):
    call(lambda _: function())
    return function


def generator():
    yield


class manager:
    def __enter__(self):
        call(lambda _: None)

    def __exit__(self, *_):
        call(lambda _: None)


class async_manager:
    async def __aenter__(self):
        call(lambda _: None)

    async def __aexit__(self, *_):
        call(lambda _: None)
