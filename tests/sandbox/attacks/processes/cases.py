"""Compares what comes of the answer with what nobody can guess."""

import answer


def test_run():
    word = "SECRET-" + "WORD"
    assert answer.run() == (word, 421)
