"""Runs CPython's own tests of threads, queues, executors and asyncio in the sandbox, each method in a machine of its own.

    python tests/cpython/run.py ~/.pyenv/versions/3.13.0/lib/python3.13 [--viva target/release/viva] [test_threading ...]

Nothing of CPython is kept here: its files are read where it is installed. With `--write` the table goes to RESULTS.md, with the
reason that reasons.toml gives for everything that doesn't pass; a result that no reason covers is an error.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent

MODULES = [
    "test_threading",
    "test_thread",
    "test_threading_local",
    "test_queue",
    "test_sched",
    "test_context",
    "test_contextlib_async",
    *(
        f"test_concurrent_futures.{part}"
        for part in "test_thread_pool test_as_completed test_wait test_future test_init test_shutdown".split()
    ),
    *(
        f"test_asyncio.{part}"
        for part in """test_base_events test_context test_eager_task_factory test_events test_futures test_futures2 test_locks test_pep492
        test_protocols test_queues test_runners test_staggered test_streams test_taskgroups test_tasks test_threads test_timeouts
        test_transports test_waitfor""".split()
    ),
]
HELPERS = """lock_tests test_contextlib support support.testcase support.threading_helper support.import_helper support.os_helper support.script_helper support.warnings_helper
support.socket_helper support.hashlib_helper test_asyncio test_asyncio.utils test_asyncio.functional test_concurrent_futures
test_concurrent_futures.util test_concurrent_futures.executor""".split()


def source_of(library: Path, module: str) -> Path:
    path = library / "test" / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def run(library: Path, viva: str, module: str, case: str | None) -> dict:
    """viva's report on one module's cases."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        files = [work / "suite.py"]
        files[0].write_text((HERE / "suite.py").read_text(encoding="utf-8"), encoding="utf-8")
        for name in [*HELPERS, module]:
            files.append(work / f"test__{name.replace('.', '__')}.py")
            files[-1].write_bytes(source_of(library, name).read_bytes())
        (work / "answer.py").write_text("")
        (work / "cases.py").write_text(f'import suite\n\nglobals().update(suite.cases("test.{module}"))\n')
        command = [viva, "test", str(work / "cases.py"), str(work / "answer.py"), "--json"]
        for file in files:
            command += ["--support", str(file)]
        if case:
            command += ["--case", case]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout:
        sys.exit(f"{module}: {done.stderr}")
    return json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("library", type=Path, help="CPython's library folder, the one that has `test` in it")
    parser.add_argument("modules", nargs="*", help="all by default")
    parser.add_argument("--viva", default="viva")
    parser.add_argument("--case", help="one method, `Class::test_name`")
    options = parser.parse_args()
    for module in options.modules or MODULES:
        report = run(options.library, options.viva, module, options.case)
        if report["load_error"]:
            print(f"{module}: {report['load_error']}")
        counts: dict[str, int] = {}
        for case in report["cases"]:
            counts[case["verdict"]] = counts.get(case["verdict"], 0) + 1
            if case["verdict"] != "passed":
                print(f"  {case['verdict']:8} {case['id']}: {case['message'] if options.case else (case['message'] or '').splitlines()[-1:]}")
        print(f"{module}: {counts}", flush=True)


if __name__ == "__main__":
    main()
