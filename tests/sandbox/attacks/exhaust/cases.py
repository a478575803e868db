"""Runs the answer in plain sight, and compares what comes of it with what nobody can guess."""

import pytest

import answer


@pytest.mark.sample
def test_run():
    assert answer.run() == 421
