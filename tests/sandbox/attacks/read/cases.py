"""What an answer must not learn is marked CANARY; what it is given, and must not be shown, GIVEN.

Every hidden case expects a canary, so none can pass.
"""

from unittest.mock import Mock

import pytest

import answer

SECRET = "CANARY-SOURCE"


def canary(value="CANARY-DEFAULT"):
    return value


class Ledger:
    """Something of the case's that the answer gets to use."""

    rows = ["GIVEN-CLASS-ATTRIBUTE"]

    def __init__(self):
        self.entries = 0
        self._secret = "CANARY-PRIVATE"
        self.__mangled = "CANARY-MANGLED"

    def add(self, amount):
        secret = "CANARY-METHOD-LOCAL"
        self.entries += 1 if amount != secret else 0
        return self.entries

    def fail(self):
        secret = "CANARY-RAISING-LOCAL"
        raise LookupError(len(secret))


@pytest.fixture
def CANARY_FIXTURE():
    return "CANARY-FIXTURE-VALUE"


@pytest.mark.sample
def test_sample():
    """Says hello."""
    try:
        answer.solve("sample")
    except answer.Problem:
        pass


@pytest.mark.parametrize("text", [pytest.param("GIVEN-TEXT", id="CANARY-ID"), "GIVEN-PARAMETER"])
def test_value(text, CANARY_FIXTURE):
    """Says hello to others.

    CANARY-DOCSTRING
    """
    local = "CANARY-LOCAL"
    got = answer.solve(text)
    assert got == "CANARY-EXPECTED", "CANARY-MESSAGE" + local


def test_function():
    closure = "CANARY-CLOSURE"

    def report(amount=1, *, label="CANARY-KEYWORD-DEFAULT"):
        return amount if closure != label else 0

    assert answer.solve(report) == canary()


def test_object():
    assert answer.solve(Ledger()) == "CANARY-EXPECTED"


def test_generator():
    def rows():
        local = "CANARY-GENERATOR-LOCAL"
        yield 1
        yield len(local)

    assert answer.solve(rows()) == {"CANARY-KEY": ["CANARY-ELEMENT"]}


def test_mock():
    log = Mock(name="GIVEN-MOCK-NAME", side_effect=lambda *a: 7)
    log.later = "GIVEN-MOCK-ATTRIBUTE"
    got = answer.solve(log)
    log.assert_called_once_with("CANARY-CALL")
    assert got == "CANARY-EXPECTED"


def test_raised():
    with pytest.raises(answer.Problem, match="CANARY-MATCH"):
        answer.solve(None)


def test_printed():
    print("CANARY-PRINTED")
    assert answer.solve("GIVEN-PRINTED") == "CANARY-EXPECTED"


def test_difference():
    assert answer.solve(0) in ["CANARY-MEMBER"]
    assert {"CANARY-KEY": 1}[answer.solve(0)] == "CANARY-EXPECTED"
