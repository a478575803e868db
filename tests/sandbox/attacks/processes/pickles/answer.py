import os
from concurrent.futures import ProcessPoolExecutor


class Deep:
    def __init__(self, depth):
        self.depth = depth

    def __reduce__(self):
        return (Deep, (Deep(self.depth + 1),))


class Exits:
    def __reduce__(self):
        return (os._exit, (0,))


class Runs:
    def __reduce__(self):
        return (exec, ("while True: pass",))


def nested():
    data = []
    for _ in range(100_000):
        data = [data]
    return data


def run():
    for make in (nested, Deep, Exits, Runs):
        try:
            with ProcessPoolExecutor(1) as pool:
                print(pool.submit(id, make(0) if make is Deep else make()).result())
        except BaseException as error:
            print(type(error))
    with ProcessPoolExecutor(1) as pool:
        return pool.submit(Exits).result()
