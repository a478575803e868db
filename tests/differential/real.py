"""Runs case files by the real pytest and prints the outcomes as JSON, in the form of `ours.py`.

Each file runs in a process forked from one that has pytest imported. A case has one outcome here: pytest reports setup, call
and teardown apart, and `fold` says which of them counts.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
OUR_MARKS = ("sample", "points(n)", "title(text)", "requires(*names)")


class Outcomes:
    """A plugin that writes down what becomes of every case."""

    def __init__(self) -> None:
        self.cases: dict[str, str] = {}
        self.broken = False

    def pytest_configure(self, config: pytest.Config) -> None:
        for mark in OUR_MARKS:
            config.addinivalue_line("markers", mark)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.broken = self.broken or report.failed

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.partition("::")[2]
        if type(report).__name__ == "SubtestReport":
            if report.failed:
                self.cases[name] = "failed"
            return
        self.cases[name] = fold(self.cases.get(name, "passed"), report)


class AsyncCases:
    """What needs no plugin in viva: `async def` cases and fixtures, all of one case in one event loop."""

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None

    def _run(self, coroutine) -> object:
        self._runner = self._runner or asyncio.Runner()
        return self._runner.run(coroutine)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self):
        try:
            return (yield)
        finally:
            if self._runner is not None:
                self._runner.close()
                self._runner = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        if not inspect.iscoroutinefunction(pyfuncitem.obj):
            return None
        names = pyfuncitem._fixtureinfo.argnames
        self._run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef, request):
        function = fixturedef.func
        if inspect.isasyncgenfunction(function):
            fixturedef.func = self._generator(function)
        elif inspect.iscoroutinefunction(function):
            fixturedef.func = functools.wraps(function)(lambda *args, **kwargs: self._run(function(*args, **kwargs)))
        try:
            return (yield)
        finally:
            fixturedef.func = function

    def _generator(self, function):
        async def following(generator) -> list[object]:
            async for value in generator:
                return [value]
            return []

        @functools.wraps(function)
        def generate(*args, **kwargs):
            generator = function(*args, **kwargs)
            yield from self._run(following(generator))
            self._run(following(generator))

        return generate


def fold(so_far: str, report: pytest.TestReport) -> str:
    """The outcome after one more phase: a failing phase is never taken back, any other phase replaces a plain pass."""
    outcome = of_phase(report)
    if so_far in ("failed", "error") or outcome == "passed":
        return so_far
    return outcome


def of_phase(report: pytest.TestReport) -> str:
    if hasattr(report, "wasxfail"):
        return "xfailed" if report.skipped else "xpassed" if report.when == "call" else "passed"
    if report.failed:
        return "failed" if report.when == "call" else "error"
    return report.outcome


def outcomes(name: str) -> dict[str, object]:
    """`{"cases": {id: outcome}}`, or `{"collect": "error"}` for a file that can't be collected."""
    sys.path.insert(0, str(HERE / "answers"))
    sys.modules["answer"] = __import__(name)
    plugin = Outcomes()
    options = [
        "-q",
        "-q",
        "-p",
        "no:cacheprovider",
        "--import-mode=importlib",
        "-c",
        os.devnull,
        f"--rootdir={HERE}",
    ]
    pytest.main([*options, str(HERE / "cases" / f"{name}.py")], plugins=[plugin, AsyncCases()])
    return {"collect": "error"} if plugin.broken else {"cases": plugin.cases}


def forked(name: str) -> object:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        data = "null"
        try:
            data = json.dumps(outcomes(name))
        finally:
            with open(writing, "w", encoding="utf-8") as pipe:
                pipe.write(data)
            os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8") as pipe:
        data = pipe.read()
    os.waitpid(child, 0)
    return json.loads(data)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    print(json.dumps({name: forked(name) for name in sys.argv[1:]}))
