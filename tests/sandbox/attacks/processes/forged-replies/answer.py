import pickle
from concurrent.futures import ProcessPoolExecutor


def poison():
    from _viva import control, process_main

    replies = iter([b"", b"garbage", pickle.dumps(421), pickle.dumps(("exit", "no number")), pickle.dumps(("value",))])
    process_main.serve = lambda request: next(replies)
    control.DEEDS.clear()
    return "poisoned"


def run():
    found = []
    for _ in range(6):
        try:
            with ProcessPoolExecutor(1) as pool:
                found.append(pool.submit(poison).result())
                for _ in range(5):
                    found.append(pool.submit(id, 1).result())
        except BaseException as error:
            found.append(type(error).__name__)
    return found
