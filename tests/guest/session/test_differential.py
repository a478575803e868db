"""Our session against the real pytest, case for case, over the corpus in `tests/differential`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

DIFFERENTIAL = Path(__file__).resolve().parents[2] / "differential"
sys.path.insert(0, str(DIFFERENTIAL))

from record import names, run

NAMES = names()


@pytest.fixture(scope="module")
def real() -> dict[str, dict]:
    return run("real.py", NAMES)


@pytest.fixture(scope="module")
def ours() -> dict[str, dict]:
    return run("ours.py", NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_outcome_is_that_of_pytest(
    name: str, real: dict[str, dict], ours: dict[str, dict]
) -> None:
    assert ours[name] == real[name]


def test_the_recorded_outcomes_are_those_of_pytest(real: dict[str, dict]) -> None:
    recorded = json.loads((DIFFERENTIAL / "expected.json").read_text(encoding="utf-8"))
    assert recorded == real, "run tests/differential/record.py"


def test_the_corpus_shows_every_outcome(real: dict[str, dict]) -> None:
    assert len(NAMES) >= 40
    seen = {outcome for file in real.values() for outcome in file.get("cases", {}).values()}
    assert seen == {"passed", "failed", "error", "skipped", "xfailed", "xpassed"}
    assert any("collect" in file for file in real.values())
