"""Runs case files by our own session, each case in a process of its own; prints the outcomes as JSON.

A case's process is forked after `load`, as the sandbox forks the image of a question: nothing is left from one case to the next.
"""

from __future__ import annotations

import asyncio  # noqa: F401 - once, instead of in each case's process
import json
import os
import sys
import unittest.mock  # noqa: F401
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "sandbox" / "lib")]

from pytest.hooks import LocalHooks
from pytest.session import CollectError, Session


def outcomes(name: str) -> dict[str, dict[str, str]]:
    """`{"cases": {id: outcome}}`, or `{"collect": ...}` for a file that can't be collected."""
    source = (HERE / "cases" / f"{name}.py").read_text(encoding="utf-8")
    session = Session(LocalHooks())
    session.load(source, f"{name}.py", f"cases_{name}")
    items = _forked(lambda: _collected(session, name))
    if isinstance(items, str):
        return {"collect": items}
    return {"cases": {item: _forked(lambda item=item: _one(session, name, item)) for item in items}}


def _collected(session: Session, name: str) -> list[str] | str:
    _import_answer(name)
    try:
        return [item.id for item in session.collect()]
    except CollectError:
        return "error"


def _one(session: Session, name: str, item: str) -> str:
    _import_answer(name)
    with session._hooks:
        return session.run(item).outcome


def _import_answer(name: str) -> None:
    sys.path.insert(0, str(HERE / "answers"))
    sys.modules["answer"] = __import__(name)


def _forked(work):
    """What `work` returns, from a child process."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            data = json.dumps(work()).encode()
        except BaseException as error:  # noqa: BLE001 - told to the parent
            data = json.dumps(f"{type(error).__name__}: {error}").encode()
        with open(writing, "wb") as pipe:
            pipe.write(data)
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        data = pipe.read()
    os.waitpid(child, 0)
    return json.loads(data)


if __name__ == "__main__":
    print(json.dumps({name: outcomes(name) for name in sys.argv[1:]}))
