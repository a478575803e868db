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
import tomllib
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


def reason_of(reasons: list[dict[str, str]], module: str, case: dict) -> str | None:
    """The first reason whose module and case begin as this one's do, or whose text its message has."""
    name = f"{module}::{case['id']}"
    for reason in reasons:
        if name.startswith(reason.get("case", "")) and reason.get("message", "") in (case["message"] or ""):
            return reason["reason"]
    return None


def table(reports: dict[str, dict], reasons: list[dict[str, str]]) -> tuple[str, list[str]]:
    """RESULTS.md, and what no reason covers."""
    rows, by_reason, unknown = [], {}, []
    totals = [0, 0, 0]
    for module, report in reports.items():
        counts = [0, 0, 0]
        for case in report["cases"]:
            column = {"passed": 0, "skipped": 2}.get(case["verdict"], 1)
            counts[column] += 1
            if column:
                reason = reason_of(reasons, module, case)
                if reason is None:
                    unknown.append(f"{module}::{case['id']}: {case['verdict']}: {case['message']}")
                by_reason.setdefault(reason or "not explained yet", []).append(f"{module}::{case['id']}")
        totals = [total + count for total, count in zip(totals, counts)]
        rows.append(f"| {module} | {' | '.join(map(str, counts))} |")
    lines = [
        "# CPython's tests in the sandbox",
        "",
        "Written by `run.py --write`: CPython 3.13's tests, run on the guest's 3.14 library, each method in a machine of its own.",
        "",
        "| module | passed | not passed | skipped |",
        "|---|---:|---:|---:|",
        *rows,
        f"| all | {' | '.join(map(str, totals))} |",
        "",
        "## What doesn't pass, and why",
    ]
    for reason, names in sorted(by_reason.items(), key=lambda pair: -len(pair[1])):
        lines += ["", f"**{reason}** ({len(names)})", "", *(f"- `{name}`" for name in names)]
    return "\n".join(lines) + "\n", unknown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("library", type=Path, help="CPython's library folder, the one that has `test` in it")
    parser.add_argument("modules", nargs="*", help="all by default")
    parser.add_argument("--viva", default="viva")
    parser.add_argument("--case", help="one method, `Class::test_name`")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md")
    options = parser.parse_args()
    reasons = tomllib.loads((HERE / "reasons.toml").read_text(encoding="utf-8"))["reasons"]
    reports = {}
    for module in options.modules or MODULES:
        report = reports[module] = run(options.library, options.viva, module, options.case)
        if report["load_error"]:
            sys.exit(f"{module}: {report['load_error']}")
        print(f"{module}: {sum(case['verdict'] == 'passed' for case in report['cases'])} of {len(report['cases'])} passed", flush=True)
    text, unknown = table(reports, reasons)
    if options.write:
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    if unknown:
        sys.exit("nothing in reasons.toml covers these:\n" + "\n".join(unknown))


if __name__ == "__main__":
    main()
