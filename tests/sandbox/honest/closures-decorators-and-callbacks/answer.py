import functools


def counter():
    count = 0

    def step(by=1):
        nonlocal count
        count += by
        return count

    return step


def logged(calls):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            calls.append(function.__name__)
            return function(*args, **kwargs)

        return wrapper

    return decorate


@functools.lru_cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def apply(function, *args):
    return function(*args)


def compose(*functions):
    return functools.reduce(lambda f, g: lambda x: g(f(x)), functions)


def quiet(function):
    try:
        return function()
    except ValueError as error:
        return str(error)


class Bus:
    def __init__(self):
        self.listeners = set()

    def listen(self, callback):
        self.listeners.add(callback)

    def leave(self, callback):
        self.listeners.discard(callback)

    def send(self, event):
        for callback in self.listeners:
            callback(event)


def bound_methods():
    """Those of equal objects that aren't the same differ."""
    mine, other = [], []
    return len({mine.append, mine.append, other.append, mine.pop, print, print})
