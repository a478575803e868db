"""Writes `expected.json`: what the real pytest makes of every case file. Run it after changing the corpus.

python tests/differential/record.py
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    """Every case file, by name."""
    return sorted(path.stem for path in (HERE / "cases").glob("*.py"))


def run(script: str, chosen: list[str]) -> dict[str, dict]:
    """The outcomes by `real.py` or `ours.py`, in a process of its own."""
    command = [sys.executable, "-B", str(HERE / script), *chosen]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE)
    if done.returncode:
        raise RuntimeError(f"{script} ended with {done.returncode}:\n{done.stderr[-4000:]}")
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    text = json.dumps(run("real.py", names()), indent=1, sort_keys=True, ensure_ascii=True)
    (HERE / "expected.json").write_text(text + "\n", encoding="utf-8")
