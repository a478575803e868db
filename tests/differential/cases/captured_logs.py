import logging

import pytest
from answer import process


def test_warning(caplog):
    process(-1)
    assert caplog.messages == ["negative: -1"]


def test_info_is_below_the_level(caplog):
    process(1)
    assert caplog.records == []


def test_at_level(caplog):
    with caplog.at_level(logging.INFO):
        process(1)
    process(2)
    assert caplog.messages == ["processing 1"]


def test_at_level_of_logger(caplog):
    with caplog.at_level("DEBUG", logger="answer.work"):
        process(1)
    assert caplog.record_tuples == [
        ("answer.work", logging.INFO, "processing 1"),
        ("answer.work", logging.DEBUG, "done"),
    ]


def test_set_level(caplog):
    caplog.set_level(logging.DEBUG)
    process(-1)
    assert [record.levelname for record in caplog.records] == ["INFO", "WARNING", "DEBUG"]


def test_level_is_back(caplog):
    assert not logging.getLogger().isEnabledFor(logging.INFO)


def test_clear(caplog):
    process(-1)
    caplog.clear()
    process(-2)
    assert caplog.messages == ["negative: -2"]


def test_text(caplog):
    process(-1)
    assert "WARNING" in caplog.text
    assert "answer.work" in caplog.text
    assert "negative: -1" in caplog.text


def test_record_fields(caplog):
    process(-3)
    record = caplog.records[0]
    assert record.name == "answer.work"
    assert record.levelno == logging.WARNING
    assert record.args == (-3,)
    assert record.number == -3
    assert record.getMessage() == "negative: -3"


def test_exception(caplog):
    process("x")
    assert caplog.records[0].levelname == "ERROR"
    assert "ValueError" in caplog.text


def test_own_logging(caplog):
    logging.getLogger("case").error("mine")
    assert caplog.record_tuples == [("case", logging.ERROR, "mine")]


def test_wrong(caplog):
    process(-1)
    assert caplog.messages == ["Negative: -1"]


def test_unknown_level(caplog):
    with pytest.raises(ValueError):
        caplog.set_level("LOUD")
