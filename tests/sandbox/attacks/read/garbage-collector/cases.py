"""Few cases, since going through all objects takes long."""

import pytest

import answer

SECRET = "CANARY-SOURCE"


@pytest.mark.sample
def test_sample():
    answer.solve("sample")


def test_function():
    closure = "CANARY-CLOSURE"

    def report():
        return closure

    assert answer.solve(report) == "CANARY-EXPECTED"
