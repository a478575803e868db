"""Threads that the answer leaves behind, or turns against its case. What `right` returns is right: only its threads are wrong."""

import pytest

import answer


@pytest.mark.sample
def test_right():
    assert answer.right() == 421


def test_wrong():
    assert answer.wrong(lambda: 421) == 421
