import threading
import time


def number(_):
    return 0


def call(function):
    def later():
        time.sleep(10)
        function(421)

    threading.Thread(target=later, daemon=True).start()


def decorate(function):
    return lambda *args: None


def generator():
    yield
    yield 421
    yield 421


class manager:
    def __enter__(self):
        raise StopIteration

    def __exit__(self, *_):
        return True


class async_manager:
    async def __aenter__(self):
        raise GeneratorExit

    async def __aexit__(self, *_):
        return True
