"""Processes of every kind, started by spawn, which is the only way that the sandbox has."""

import asyncio
import multiprocessing
import os
import pathlib
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, as_completed

SPAWN = multiprocessing.get_context("spawn")
seen: list[object] = []


class Refused(Exception):
    def __init__(self, what: str, code: int) -> None:
        super().__init__(what, code)
        self.what, self.code = what, code


class Unreadable(Exception):
    """Whose pickle can't be read: `__init__` wants more than `args` has."""

    def __init__(self, what: str, code: int) -> None:
        super().__init__(what)


class Point:
    def __init__(self, x: int) -> None:
        self.x = x

    def doubled(self) -> int:
        return 2 * self.x


def square(n: int) -> int:
    return n * n


def add(a: int, b: int) -> int:
    return a + b


def refuse(code: int) -> None:
    raise Refused("no", code)


def unreadable() -> None:
    raise Unreadable("no", 1)


def remember(item: object) -> int:
    seen.append(item)
    return len(seen)


def leave(status: int) -> None:
    os._exit(status)


def quit_with(status: object) -> None:
    sys.exit(status)


def make_lambda() -> object:
    return lambda: 1


def fail_at_once() -> None:
    raise ValueError("not ready")


def whoami() -> tuple[str, bool, str | None]:
    me, parent = SPAWN.current_process(), SPAWN.parent_process()
    return me.name, me.daemon, parent and parent.name


def write(path: str, text: str) -> None:
    pathlib.Path(path).write_text(text)


def wait_for_ever() -> None:
    threading.Event().wait()


def pool(workers: int = 1, **kwargs: object) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=SPAWN, **kwargs)


def outcome(call: object) -> tuple[str, str]:
    try:
        return "value", repr(call())
    except BaseException as error:
        return type(error).__name__, str(error.args[0]) if error.args else ""


# ---- executors ---------------------------------------------------------------------------------------------------------------------------


def mapped() -> list[object]:
    with pool(2) as executor:
        return [
            list(executor.map(square, range(6))),
            list(executor.map(add, [1, 2, 3], [10, 20, 30], chunksize=2)),
            executor.submit(Point(21).doubled).result(),
            sorted(future.result() for future in as_completed([executor.submit(square, n) for n in (3, 4)])),
        ]


def exceptions() -> list[object]:
    with pool() as executor:
        future = executor.submit(refuse, 7)
        error = future.exception()
        causes = type(error.__cause__).__name__, "in refuse" in str(error.__cause__)
        found = [type(error).__name__, error.what, error.code, causes]
        found += [outcome(executor.submit(quit_with, 3).result)]
        found += [type(executor.submit(make_lambda).exception()).__name__ in ("PicklingError", "AttributeError")]
        found += [type(executor.submit(lambda: 1).exception()).__name__ in ("PicklingError", "AttributeError")]
        return [*found, executor.submit(square, 2).result()]


def state_stays() -> list[object]:
    with pool(initializer=remember, initargs=("first",)) as executor:
        return [executor.submit(remember, n).result() for n in range(3)] + [len(seen)]


def fresh_after_each() -> list[int]:
    with pool(max_tasks_per_child=1) as executor:
        return [executor.submit(remember, n).result() for n in range(3)]


def broken_by(how: object, *args: object) -> list[object]:
    with pool() as executor:
        first = outcome(executor.submit(how, *args).result)
        return [first, outcome(lambda: executor.submit(square, 2))]


def broken_initializer() -> list[object]:
    with pool(initializer=fail_at_once) as executor:
        return [outcome(executor.submit(square, 2).result)]


def after_shutdown() -> list[object]:
    executor = pool()
    future = executor.submit(square, 3)
    executor.shutdown()
    return [future.done(), future.result(), outcome(lambda: executor.submit(square, 2))]


def wrong_arguments() -> list[object]:
    return [
        outcome(lambda: ProcessPoolExecutor(0)),
        outcome(lambda: ProcessPoolExecutor(1, initializer=3)),
        outcome(lambda: ProcessPoolExecutor(1, max_tasks_per_child=0)),
        outcome(lambda: pool().map(square, [1], chunksize=0)),
    ]


async def in_executor() -> list[int]:
    loop = asyncio.get_running_loop()
    with pool(2) as executor:
        return await asyncio.gather(*(loop.run_in_executor(executor, square, n) for n in range(4)))


# ---- processes ---------------------------------------------------------------------------------------------------------------------------


def exit_codes() -> list[object]:
    codes = []
    for target, *args in [(square, 2), (leave, 4), (quit_with, 5), (quit_with, None), (quit_with, "why"), (refuse, 1)]:
        process = SPAWN.Process(target=target, args=args)
        codes.append(process.exitcode)
        process.start()
        process.join()
        codes.append((process.exitcode, process.is_alive()))
    return codes


def stopped() -> list[object]:
    found = []
    for stop in ("terminate", "kill"):
        process = SPAWN.Process(target=wait_for_ever, daemon=True)
        process.start()
        process.join(0.05)
        found.append((process.is_alive(), process.exitcode))
        getattr(process, stop)()
        process.join()
        found.append((process.is_alive(), process.exitcode))
    return found


def life() -> list[object]:
    process = SPAWN.Process(target=square, args=(2,), name="worker")
    found: list[object] = [process.name, process.daemon, process.pid, outcome(process.join)]
    process.start()
    found += [process.pid != os.getpid(), process in SPAWN.active_children(), outcome(process.start)]
    process.join()
    found += [process in SPAWN.active_children()]
    process.close()
    return [*found, outcome(process.is_alive)]


class Loud(SPAWN.Process):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def run(self) -> None:
        write(self.path, "from a subclass")


def subclass(path: str) -> str:
    process = Loud(path)
    process.start()
    process.join()
    return pathlib.Path(path).read_text()


def names() -> list[object]:
    with pool() as executor:
        worker = executor.submit(whoami).result()
    with SPAWN.Pool(1) as workers:
        pooled = workers.apply(whoami)
    return [worker[0].split("-")[0], *worker[1:], pooled[0].split("-")[0], *pooled[1:]]


# ---- pools -------------------------------------------------------------------------------------------------------------------------------


def pooled() -> list[object]:
    called = []
    with SPAWN.Pool(2, initializer=remember, initargs=(0,)) as workers:
        found = [
            workers.map(square, range(7)),
            workers.starmap(add, [(1, 2), (3, 4)]),
            list(workers.imap(square, range(4), chunksize=2)),
            sorted(workers.imap_unordered(square, range(4))),
            workers.apply(add, (1,), {"b": 2}),
        ]
        later = workers.map_async(square, [2, 3], callback=called.append)
        found += [later.get(60), later.successful(), called]
        failed = workers.apply_async(refuse, (3,), error_callback=lambda error: called.append(error.code))
        found += [outcome(failed.get), called, outcome(lambda: workers.map(refuse, [1]))]
        workers.close()
        found += [outcome(lambda: workers.map(square, [1]))]
        workers.join()
    return found


def pool_arguments() -> list[object]:
    with SPAWN.Pool(1) as workers:
        unsendable = outcome(lambda: workers.apply(make_lambda))[0]
    return [outcome(lambda: SPAWN.Pool(0)), outcome(lambda: SPAWN.Pool(1, initializer=3)), unsendable, outcome(lambda: workers.apply(square, (1,)))]
