"""The cases call the answer while they are collected; why that failed is shown to candidates."""

import pytest

import answer

TABLE = answer.table("GIVEN-WHILE-COLLECTED")


@pytest.mark.sample
def test_shown():
    assert answer.solve(1) == 1


@pytest.mark.parametrize("row", TABLE)
def test_rows(row):
    assert row == "GIVEN-EXPECTED"
