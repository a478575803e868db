import random

import pytest
from answer import Health

SECRET = "store://svc:hunter2@10.0.0.7"


class OutOfSpace(Exception):
    pass


class Check:
    """A check that notes its calls, and raises what it is told to raise."""

    def __init__(self, calls=None, name="", raises=None):
        self.calls, self.name, self.raises = [] if calls is None else calls, name, raises

    def __call__(self):
        self.calls.append(self.name)
        if self.raises is not None:
            raise self.raises


def failing(error=None):
    return Check(raises=ConnectionError(SECRET) if error is None else error)


def health_of(**kinds):
    """A Health, and its checks by their names: every name's kind is given, and all pass."""
    health, calls, checks = Health(), [], {}
    for name, kind in kinds.items():
        checks[name] = Check(calls, name)
        health.add(name, checks[name].__call__, kind)
    return health, checks, calls


@pytest.mark.sample
def test_all_checks_pass():
    """If all checks called have passed, the code is 200 and the status ok"""
    health, _, _ = health_of(loop="live", database="required", cache="optional")
    assert health.livez() == (200, {"status": "ok", "checks": {"loop": "ok"}})
    assert health.readyz() == (200, {"status": "ok", "checks": {"database": "ok", "cache": "ok"}})


@pytest.mark.sample
def test_failed_required_check():
    """If a required check has failed, readyz answers 503 and failed, and livez doesn't call it"""
    health, checks, calls = health_of(database="required", queue="required")
    checks["database"].raises = ConnectionError(SECRET)
    expected = {"database": "failed: ConnectionError", "queue": "ok"}
    assert health.readyz() == (503, {"status": "failed", "checks": expected})
    calls.clear()
    assert health.livez() == (200, {"status": "ok", "checks": {}})
    assert calls == []


@pytest.mark.sample
def test_failed_optional_check():
    """If only optional checks have failed, readyz answers 200 and degraded, and livez doesn't call them"""
    health, checks, calls = health_of(database="required", cache="optional", mail="optional")
    checks["cache"].raises = TimeoutError(SECRET)
    expected = {"database": "ok", "cache": "failed: TimeoutError", "mail": "ok"}
    assert health.readyz() == (200, {"status": "degraded", "checks": expected})
    checks["mail"].raises = OSError()
    expected["mail"] = "failed: OSError"
    assert health.readyz() == (200, {"status": "degraded", "checks": expected})
    calls.clear()
    assert health.livez() == (200, {"status": "ok", "checks": {}})
    assert calls == []


def test_failed_live_check():
    """If a live check has failed, livez answers 503 and failed, and readyz doesn't call it"""
    health, checks, calls = health_of(loop="live", database="required", disk="live")
    checks["loop"].raises = RuntimeError(SECRET)
    expected = {"loop": "failed: RuntimeError", "disk": "ok"}
    assert health.livez() == (503, {"status": "failed", "checks": expected})
    calls.clear()
    assert health.readyz() == (200, {"status": "ok", "checks": {"database": "ok"}})
    assert calls == ["database"]


@pytest.mark.points(2)
def test_required_and_optional_failed():
    """If a required check has failed, the status is failed, whatever else has failed before or after it"""
    for order in (["cache", "database", "mail"], ["database", "cache", "mail"], ["cache", "mail", "database"]):
        for failed in (["database", "cache"], ["database", "mail"], ["cache", "database", "mail"]):
            health, expected = Health(), {}
            for name in order:
                kind = "required" if name == "database" else "optional"
                health.add(name, failing() if name in failed else Check(), kind)
                expected[name] = "failed: ConnectionError" if name in failed else "ok"
            assert health.readyz() == (503, {"status": "failed", "checks": expected})


def test_no_checks():
    """If there were no checks to call, the code is 200 and the status ok"""
    health = Health()
    assert health.livez() == (200, {"status": "ok", "checks": {}})
    assert health.readyz() == (200, {"status": "ok", "checks": {}})
    health.add("loop", Check(), "live")
    assert health.readyz() == (200, {"status": "ok", "checks": {}})


@pytest.mark.points(2)
def test_random_checks():
    """Random checks pass and fail, and both answers tell which"""
    kinds = ["live"] * 4 + ["required"] * 4 + ["optional"] * 4
    random.shuffle(kinds)
    kinds += ["optional", "live", "required", "optional"]  # the first of these fails with its kind, the others never
    names = {f"check-{number}": kind for number, kind in enumerate(kinds)}
    health, checks, _ = health_of(**names)
    for broken in ([], ["live"], ["required"], ["optional"], ["required", "optional"], ["live", "required", "optional"]):
        able = {kind: [name for name in list(names)[:13] if names[name] == kind] for kind in broken}
        failed = [able[kind][-1] if kind == "optional" else random.choice(able[kind]) for kind in broken]
        failed += [name for kind in broken for name in able[kind] if name not in failed and random.random() < 0.3]
        errors = {name: random.choice([OSError, KeyError, ValueError, TimeoutError]) for name in failed[1:]}
        errors.update({name: KeyError for name in failed[:1]})
        for name, check in checks.items():
            check.raises = errors[name](SECRET) if name in errors else None
        texts = {name: f"failed: {errors[name].__name__}" if name in errors else "ok" for name in names}
        live = {name: text for name, text in texts.items() if names[name] == "live"}
        ready = {name: text for name, text in texts.items() if names[name] != "live"}
        expected = (503, "failed") if "live" in broken else (200, "ok")
        assert health.livez() == (expected[0], {"status": expected[1], "checks": live})
        expected = (503, "failed") if "required" in broken else (200, "degraded" if "optional" in broken else "ok")
        assert health.readyz() == (expected[0], {"status": expected[1], "checks": ready})


@pytest.mark.points(2)
def test_every_check_is_called():
    """Each call calls all of its checks once, in the order in which they were added, also after one has failed"""
    kinds = {"c": "optional", "z": "live", "a": "required", "d": "optional", "y": "live", "b": "required", "x": "live"}
    for broken in ([], ["a"], ["c"], ["z"], list(kinds)):
        health, checks, calls = health_of(**kinds)
        for name in broken:
            checks[name].raises = ConnectionError(SECRET)
        health.readyz()
        assert calls == ["c", "a", "d", "b"]
        calls.clear()
        health.livez()
        assert calls == ["z", "y", "x"]


def test_anything_returned_passes():
    """A check passes if it returns, whatever it returns"""
    for value in (None, False, True, 0, "", "failed", [], {"status": "failed"}, 503):
        health = Health()
        for kind in ("live", "required", "optional"):
            health.add(kind, lambda value=value: value, kind)
        assert health.livez() == (200, {"status": "ok", "checks": {"live": "ok"}})
        assert health.readyz() == (200, {"status": "ok", "checks": {"required": "ok", "optional": "ok"}})


@pytest.mark.points(2)
def test_name_of_the_class():
    """A failed check is told by the name of the exception's class, without module and message"""
    errors = {
        "FileNotFoundError": FileNotFoundError(2, SECRET, SECRET),
        "ConnectionRefusedError": ConnectionRefusedError(SECRET),
        "UnicodeDecodeError": UnicodeDecodeError("utf-8", b"hunter2", 0, 1, "hunter2"),
        "AttributeError": AttributeError(SECRET),
        "ZeroDivisionError": ZeroDivisionError(),
        "Exception": Exception(SECRET),
        "OutOfSpace": OutOfSpace(SECRET),
    }
    health, texts = Health(), {}
    for name, error in errors.items():
        health.add(f"check of {name}", failing(error))
        texts[f"check of {name}"] = f"failed: {name}"
    assert health.readyz() == (503, {"status": "failed", "checks": texts})


def test_computed_anew():
    """Each answer is computed anew: a check that failed may pass the next time"""
    for kind, ask, bad in (("live", "livez", (503, "failed")), ("required", "readyz", (503, "failed")), ("optional", "readyz", (200, "degraded"))):
        health, check = Health(), Check()
        health.add("it", check, kind)
        for error in (None, KeyError(SECRET), None, OSError(SECRET), OSError(SECRET), None):
            check.raises = error
            code, status = (200, "ok") if error is None else bad
            text = "ok" if error is None else f"failed: {type(error).__name__}"
            assert getattr(health, ask)() == (code, {"status": status, "checks": {"it": text}})


def test_other_exceptions_pass_through():
    """Exceptions that aren't an Exception, such as KeyboardInterrupt, pass through"""
    for kind, ask in (("live", "livez"), ("required", "readyz"), ("optional", "readyz")):
        for error in (KeyboardInterrupt, GeneratorExit):
            health = Health()
            health.add("it", failing(error()), kind)
            with pytest.raises(error):
                getattr(health, ask)()


def test_adding():
    """Another kind or a name that is already there, of whatever kind, is a ValueError; the checks stay as they were"""
    health, _, calls = health_of(loop="live", cache="optional")
    database = Check(calls, "database")
    health.add("database", database)
    for name in ("loop", "database", "cache"):
        for kind in ("live", "required", "optional"):
            with pytest.raises(ValueError):
                health.add(name, failing(), kind)
    for kind in ("critical", "Live", "", None):
        with pytest.raises(ValueError):
            health.add("new", failing(), kind)
    assert health.livez() == (200, {"status": "ok", "checks": {"loop": "ok"}})
    assert health.readyz() == (200, {"status": "ok", "checks": {"cache": "ok", "database": "ok"}})
    assert calls == ["loop", "cache", "database"]
    health.add("new", failing(), "optional")
    other = Health()
    other.add("loop", failing())
    assert other.readyz() == (503, {"status": "failed", "checks": {"loop": "failed: ConnectionError"}})


@pytest.mark.points(2)
def test_shutdown():
    """After shut_down readyz calls no check and answers 503 with shutting down, also after a second call"""
    for error in (None, ConnectionError(SECRET)):
        health, checks, calls = health_of(loop="live", database="required", cache="optional")
        checks["database"].raises = checks["cache"].raises = error
        health.readyz()
        calls.clear()
        for _ in range(2):
            health.shut_down()
            for _ in range(2):
                assert health.readyz() == (503, {"status": "shutting down", "checks": {}})
        assert calls == []


def test_alive_while_shutting_down():
    """After shut_down livez goes on as before: it calls its checks, and is ok or failed"""
    health, checks, calls = health_of(loop="live", database="required")
    health.shut_down()
    assert health.livez() == (200, {"status": "ok", "checks": {"loop": "ok"}})
    checks["loop"].raises = OutOfSpace(SECRET)
    assert health.livez() == (503, {"status": "failed", "checks": {"loop": "failed: OutOfSpace"}})
    assert calls == ["loop", "loop"]
    empty = Health()
    empty.shut_down()
    assert empty.livez() == (200, {"status": "ok", "checks": {}})
