"""What runs in a process of the answer's: becomes that process, then does what its parent asks."""

import importlib
import itertools
import os
import pickle
import random
import sys
import traceback
from collections.abc import Callable
from types import ModuleType
from typing import Any

from _viva import link, processes
from _viva.sources import remember, sources

Reply = tuple[Any, ...]


def serve(request: bytes) -> bytes:
    """One request of the parent's: (what to become first, pickle of a deed and its arguments). What the deed gives is the reply; one
    that can't be sent is replaced by what the deed says then."""
    try:
        prelude, payload = pickle.loads(request)
        if prelude is not None:
            _become(**prelude)
        deed, *args = pickle.loads(payload)
        reply, instead = deed(*args)
        try:
            return processes.dumps(reply)
        except BaseException as error:  # noqa: BLE001 - whatever its reduction raised
            return processes.dumps(instead(error))
    except SystemExit as exit:
        return _exit(_status(exit))
    except BaseException as error:  # noqa: BLE001 - the process ends with it
        error.__traceback__ = without_ours(error.__traceback__)
        traceback.print_exception(error)
        return _exit(1)


def _exit(status: int) -> bytes:
    sys.stdout.flush()
    sys.stderr.flush()
    return pickle.dumps(("exit", status))


def _status(exit: SystemExit) -> int:
    if exit.code is None or isinstance(exit.code, int):
        return exit.code or 0
    print(exit.code, file=sys.stderr)
    return 1


def without_ours(trace: Any) -> Any:
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith("_viva/"):
        trace = trace.tb_next
    return trace


def _become(number: int, files: list[tuple[str, str, str]], main: tuple[str, str] | None) -> None:
    from multiprocessing.process import current_process

    processes.number = number
    link.cut()
    random.seed(os.urandom(8))
    for module, filename, text in files:
        # In an image with the answer loaded they are there already.
        if (module, filename, text) not in sources.files():
            sources.add(module, filename, text)
        elif module in sys.modules:
            # The judge's import has put its own spec there, a proxy; every look at it would be a request.
            loaded = sys.modules[module]
            loaded.__spec__ = sources.find_spec(module)
            loaded.__loader__ = sources
    current = current_process()
    current._inheriting = True
    try:
        if main is not None:
            _load_main(*main)
        elif any(module == "answer" for module, _, _ in files):
            importlib.import_module("answer")
    finally:
        del current._inheriting


def _load_main(filename: str, text: str) -> None:
    """As spawn has it: the main file runs again under another name, so that what it guards by `__name__` doesn't."""
    sources.own.add(filename)
    remember(filename, text)
    module = ModuleType("__mp_main__")
    module.__file__ = filename
    sys.modules["__main__"] = sys.modules["__mp_main__"] = module
    sys.argv = [filename]
    exec(compile(text, filename, "exec"), module.__dict__)


# ---- deeds -------------------------------------------------------------------------------------------------------------------------------


def run(process: Any) -> tuple[Reply, Callable[..., Reply]]:
    """A process object's whole life."""
    status = process._bootstrap()
    importlib.import_module("atexit")._run_exitfuncs()
    return ("exit", status), _never


def adopt(process: Any) -> tuple[Reply, Callable[..., Reply]]:
    """Becomes a pool's worker: the process object is current from now on, and what it was to run prepares it."""
    from multiprocessing import context
    from multiprocessing import process as state

    context._force_start_method(process._start_method)
    state._process_counter = itertools.count(1)
    state._children = set()
    state._current_process = process
    state._parent_process = state._ParentProcess(process._parent_name, process._parent_pid, None)
    process.run()
    return ("value", None), _never


def _never(error: BaseException) -> Reply:
    raise error
