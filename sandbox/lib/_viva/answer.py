"""The answer's role: makes the candidate's code importable and serves the judge; or just runs a file."""

import importlib
import random
import sys
from typing import Any

import _viva_threads
from _viva import link
from _viva.boundary.window import Window
from _viva.sources import module_name, remember, sources


def prepare(answer: dict[str, str], support: list[dict[str, str]], seed: int, tested: bool = False) -> bool:
    """Nothing of the answer runs yet: the judge's `import answer` does that. Tells whether it may start threads.

    `tested`: it is the author's module, under its own name, and the judge has a candidate's tests of it.
    """
    sources.add_files(support)
    name = module_name(answer["name"])
    sources.add(name if tested else "answer", answer["name"], answer["text"], shown=not tested)
    for file in (answer, *support):
        _viva_threads.look_at(file["text"])
    random.seed(seed)
    side = link.join(trusted=False)
    side.contexts.used = any("contextvars" in text for text in (answer["text"], *(file["text"] for file in support)))
    # Only these files' frames are told to the judge.
    side.files = sources.own
    if tested:
        Window(side, name)
    return _viva_threads.hint


def main(file: dict[str, str], support: list[dict[str, str]], seed: int) -> dict[str, Any]:
    """Runs a file as a script does: the exception it ended with is printed, and its exit status returned."""
    import threading
    import traceback
    from types import ModuleType

    sources.add_files(support)
    sources.own.add(file["name"])
    sources.main = file["name"], file["text"]
    remember(file["name"], file["text"])
    random.seed(seed)
    module = ModuleType("__main__")
    module.__file__ = file["name"]
    sys.modules["__main__"] = module
    sys.argv = [file["name"]]
    status = 0
    try:
        exec(compile(file["text"], file["name"], "exec"), module.__dict__)
    except SystemExit as exit:
        if exit.code is not None and not isinstance(exit.code, int):
            print(exit.code, file=sys.stderr)
        status = exit.code if isinstance(exit.code, int) else int(exit.code is not None)
    except BaseException as exception:
        exception.__traceback__ = _own_frames(exception.__traceback__)
        traceback.print_exception(exception)
        status = 1
    threading._shutdown()
    importlib.import_module("atexit")._run_exitfuncs()
    sys.stdout.flush()
    return {"status": status}


def _own_frames(trace: Any) -> Any:
    """The traceback without this module's frame."""
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return trace
