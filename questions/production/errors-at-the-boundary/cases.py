"""The driver is a script: each key has a text, and each call may be told to raise."""

import json
import random
import string

import answer
import pytest


def word() -> str:
    return "".join(random.choice(string.ascii_lowercase) for _ in range(8))


class Driver:
    def __init__(self, **texts) -> None:
        self.texts = texts
        self.calls: list = []
        self.read_error: BaseException | None = None
        self.write_error: BaseException | None = None

    def read(self, key):
        self.calls.append(("read", key))
        if self.read_error is not None:
            raise self.read_error
        return self.texts[key]

    def write(self, key, text):
        self.calls.append(("write", key))
        if self.write_error is not None:
            raise self.write_error
        self.texts[key] = text


class Busy(TimeoutError):
    """A driver's own subclass."""


class Gone(KeyError):
    """A driver's own subclass."""


def caught(expected, call, *args):
    """The error that the call must raise: of exactly this class."""
    with pytest.raises(expected) as info:
        call(*args)
    assert type(info.value) is expected
    return info.value


def passes(error, call, *args):
    """The call must let this very exception through."""
    with pytest.raises(type(error)) as info:
        call(*args)
    assert info.value is error
    assert info.value.__cause__ is None


def check(error, operation, key, text, retryable):
    assert str(error) == f"{operation} {key}: {text}"
    assert (error.operation, error.key) == (operation, key)
    assert error.retryable is retryable


@pytest.mark.sample
def test_loads_an_order():
    """load makes one read and returns the order"""
    key, order = word(), {"id": word(), "total": random.randrange(10_000), "items": [word(), word()]}
    driver = Driver(**{key: json.dumps(order, indent=1)})
    assert answer.OrderStore(driver).load(key) == order
    assert driver.calls == [("read", key)]
    driver.texts[key] = "{}"
    assert answer.OrderStore(driver).load(key) == {}


@pytest.mark.sample
def test_saves_an_order():
    """save makes one write with the order as JSON"""
    key, order = word(), {"id": word(), "note": "Grüße", "paid": True, "voucher": None}
    driver = Driver()
    assert answer.OrderStore(driver).save(key, order) is None
    assert driver.calls == [("write", key)]
    assert json.loads(driver.texts[key]) == order


def test_updates_an_order():
    """update loads, changes, saves and returns the order that change returned, each step once"""
    key, before, after = word(), {"total": random.randrange(100)}, {"total": random.randrange(100, 200)}
    driver = Driver(**{key: json.dumps(before)})
    seen = []

    def change(order):
        seen.append(dict(order))
        driver.calls.append("change")
        return after

    assert answer.OrderStore(driver).update(key, change) == after
    assert seen == [before]
    assert driver.calls == [("read", key), "change", ("write", key)]
    assert json.loads(driver.texts[key]) == after


@pytest.mark.sample
def test_missing_key_is_not_found():
    """A KeyError from read is raised as NotFound, with the operation, the key and the cause"""
    key = word()
    driver = Driver(other='{"total": 1}')
    error = caught(answer.NotFound, answer.OrderStore(driver).load, key)
    check(error, "load", key, "not found", False)
    assert type(error.__cause__) is KeyError
    assert driver.calls == [("read", key)]

    driver.read_error = Gone(f"no row for {word()}")
    error = caught(answer.NotFound, answer.OrderStore(driver).load, key)
    check(error, "load", key, "not found", False)
    assert error.__cause__ is driver.read_error


@pytest.mark.points(2)
def test_errors_of_read():
    """Errors of read: rejected, unavailable or failed as in the table, with nothing of the driver's own text"""
    for low, name, text, retryable in (
        (PermissionError, "Rejected", "rejected", False),
        (ConnectionError, "Unavailable", "unavailable", True),
        (ConnectionResetError, "Unavailable", "unavailable", True),
        (TimeoutError, "Unavailable", "unavailable", True),
        (Busy, "Unavailable", "unavailable", True),
        (OSError, "StoreError", "failed", False),
        (FileNotFoundError, "StoreError", "failed", False),
    ):
        key = word()
        driver = Driver()
        driver.read_error = low(f"store://svc:{word()}@10.0.0.7")
        error = caught(getattr(answer, name), answer.OrderStore(driver).load, key)
        check(error, "load", key, text, retryable)
        assert error.__cause__ is driver.read_error
        assert driver.calls == [("read", key)]


@pytest.mark.points(2)
def test_errors_of_write():
    """Errors of write: as in the table, and a timeout isn't retryable because it may have been written"""
    for low, name, text, retryable in (
        (PermissionError, "Rejected", "rejected", False),
        (ConnectionError, "Unavailable", "unavailable", True),
        (BrokenPipeError, "Unavailable", "unavailable", True),
        (TimeoutError, "Unavailable", "unavailable", False),
        (Busy, "Unavailable", "unavailable", False),
        (OSError, "StoreError", "failed", False),
        (BlockingIOError, "StoreError", "failed", False),
    ):
        key = word()
        driver = Driver()
        driver.write_error = low(f"store://svc:{word()}@10.0.0.7")
        error = caught(getattr(answer, name), answer.OrderStore(driver).save, key, {"total": 1})
        check(error, "save", key, text, retryable)
        assert error.__cause__ is driver.write_error
        assert driver.calls == [("write", key)]


def test_update_names_the_failing_step():
    """An error in update names the step that failed, load or save, and stops there"""
    key = word()
    driver = Driver(**{key: '{"total": 1}'})
    store = answer.OrderStore(driver)
    driver.write_error = TimeoutError(word())
    error = caught(answer.Unavailable, store.update, key, lambda order: order)
    check(error, "save", key, "unavailable", False)
    assert error.__cause__ is driver.write_error

    driver.read_error = TimeoutError(word())
    error = caught(answer.Unavailable, store.update, key, lambda order: pytest.fail("there is no order to change"))
    check(error, "load", key, "unavailable", True)
    assert error.__cause__ is driver.read_error

    other = word()
    driver.read_error = None
    driver.calls.clear()
    error = caught(answer.NotFound, store.update, other, lambda order: pytest.fail("there is no order to change"))
    check(error, "load", other, "not found", False)
    assert driver.calls == [("read", other)]


def test_corrupt_text():
    """Text that isn't JSON, or not a JSON object, is corrupt; its cause is what json.loads raised, or None"""
    for text in ("", "<html>Bad gateway</html>", '{"total": 40', "null", "[]", '"order"', "17", '[{"total": 40}]'):
        key = word()
        driver = Driver(**{key: text})
        store = answer.OrderStore(driver)
        try:
            json.loads(text)
            cause = type(None)
        except ValueError as error:
            cause = type(error)
        error = caught(answer.Corrupt, store.load, key)
        check(error, "load", key, "corrupt", False)
        assert type(error.__cause__) is cause
        error = caught(answer.Corrupt, store.update, key, lambda order: pytest.fail("there is no order to change"))
        check(error, "load", key, "corrupt", False)
        assert driver.texts[key] == text


def test_only_store_errors():
    """Each error is a StoreError, and none is a KeyError, ValueError or OSError that somebody catches by accident"""
    driver = Driver(broken="{", list="[]")
    store = answer.OrderStore(driver)
    errors = [caught(answer.NotFound, store.load, "x"), caught(answer.Corrupt, store.load, "broken"), caught(answer.Corrupt, store.load, "list")]
    for low, name in ((PermissionError, "Rejected"), (TimeoutError, "Unavailable"), (OSError, "StoreError")):
        driver.read_error = low("down")
        errors.append(caught(getattr(answer, name), store.load, "x"))
    for error in errors:
        assert isinstance(error, answer.StoreError)
        assert not isinstance(error, (LookupError, ValueError, OSError, ArithmeticError, RuntimeError, TypeError))


def test_bugs_of_the_driver_pass():
    """Any other exception from the driver passes through as it is, a ValueError or an IndexError too"""
    for bug in (TypeError, ValueError, IndexError, LookupError, RuntimeError, AttributeError):
        key = word()
        driver = Driver(**{key: "{}"})
        store = answer.OrderStore(driver)
        driver.write_error = bug(word())
        passes(driver.write_error, store.save, key, {})
        passes(driver.write_error, store.update, key, lambda order: order)
        driver.read_error = bug(word())
        passes(driver.read_error, store.load, key)
        passes(driver.read_error, store.update, key, lambda order: order)


def test_read_without_a_text():
    """A TypeError of json.loads, if read has returned None, passes through: it isn't corrupt text"""
    driver = Driver(**{"k": None})
    caught(TypeError, answer.OrderStore(driver).load, "k")


def test_missing_key_by_write_passes():
    """A KeyError from write isn't in the table and passes through"""
    key = word()
    driver = Driver(**{key: "{}"})
    driver.write_error = KeyError(word())
    store = answer.OrderStore(driver)
    passes(driver.write_error, store.save, key, {"total": 1})
    passes(driver.write_error, store.update, key, lambda order: order)


def test_unserializable_order():
    """What json.dumps raises for an order that can't be JSON passes through, and nothing is written"""
    key = word()
    driver = Driver(**{key: '{"total": 1}'})
    store = answer.OrderStore(driver)
    caught(TypeError, store.save, key, {"items": {1, 2}})
    caught(TypeError, store.update, key, lambda order: {"items": {1, 2}})
    assert driver.calls == [("read", key)]
    assert driver.texts[key] == '{"total": 1}'


@pytest.mark.points(2)
def test_errors_of_change_pass():
    """Every exception from change passes through as it is, a KeyError or an OSError too, and nothing is written"""
    for low in (KeyError, ValueError, PermissionError, TimeoutError, ConnectionError, OSError, ZeroDivisionError):
        key = word()
        driver = Driver(**{key: '{"total": 1}'})
        error = low(word())

        def change(order, error=error):
            raise error

        passes(error, answer.OrderStore(driver).update, key, change)
        assert driver.calls == [("read", key)]


def test_store_errors_out_of_change_pass():
    """A StoreError that change gets from another key passes through, not wrapped a second time"""
    key, other = word(), word()
    driver = Driver(**{key: '{"total": 1}'})
    store = answer.OrderStore(driver)
    seen = []

    def change(order):
        try:
            return store.load(other)
        except answer.StoreError as error:
            seen.append(error)
            raise

    error = caught(answer.NotFound, store.update, key, change)
    assert error is seen[0]
    check(error, "load", other, "not found", False)
    assert type(error.__cause__) is KeyError
    assert driver.calls == [("read", key), ("read", other)]


def test_interrupts_pass():
    """KeyboardInterrupt and the like pass through"""
    for stop in (KeyboardInterrupt, SystemExit):
        key = word()
        driver = Driver(**{key: "{}"})
        store = answer.OrderStore(driver)
        driver.write_error = stop()
        passes(driver.write_error, store.save, key, {})
        driver.read_error = stop()
        passes(driver.read_error, store.load, key)
        driver.read_error = None
        error = stop()

        def change(order, error=error):
            raise error

        passes(error, store.update, key, change)
