"""Logs as lists of lines. All times are multiples of an eighth of a second, so that seconds and milliseconds are exact."""

import json
import random

import pytest
from answer import summarize

TRACEBACK = "Traceback (most recent call last):"


def access(method="GET", path="/", status=200, seconds=0.125, size="512") -> str:
    return f'10.0.3.7 - - [21/Nov/2026:10:15:32 +0000] "{method} {path} HTTP/1.1" {status} {size} {seconds:.3f}'


def as_json(method="GET", path="/", status=200, ms=125.0, **more) -> str:
    return json.dumps({"method": method, "path": path, "status": status, "ms": ms} | more)


def entry(level="ERROR", logger="shop.orders", message="can't reserve tea") -> str:
    return f"2026-11-21 10:15:32,250 {level} {logger}: {message}"


def traceback(*last: str) -> list[str]:
    return [TRACEBACK, '  File "/srv/orders.py", line 12, in reserve', "    reserve(order)", "    ~~~~~~~^^^^^^^", *last]


def route(count, errors, p50, p95) -> dict:
    return {"count": count, "errors": errors, "p50": p50, "p95": p95}


def summary(routes=None, levels=None, exceptions=None, skipped=0) -> dict:
    return {"routes": routes or {}, "levels": levels or {}, "exceptions": exceptions or {}, "skipped": skipped}


def exceptions(*lines) -> dict:
    """What is counted for one entry with these further lines."""
    result = summarize([entry(), *lines])
    assert isinstance(result, dict)
    found = {**result["exceptions"]}
    assert result == summary(levels={"ERROR": 1}, exceptions=found)
    return found


@pytest.mark.sample
def test_both_formats():
    """Access lines in seconds and JSON lines in milliseconds are requests of the same routes"""
    log = [
        access("GET", "/cart", 200, 0.5),
        as_json("GET", "/cart", 200, 250.0),
        as_json("POST", "/cart", 201, 375, host="b", user=None),
        access("GET", "/", 304, 12.0, "-"),
    ]
    assert summarize(log) == summary(
        {"GET /cart": route(2, 0, 250, 500), "POST /cart": route(1, 0, 375, 375), "GET /": route(1, 0, 12000, 12000)}
    )
    assert summarize([]) == summary()


@pytest.mark.sample
def test_routes():
    """A route has no query, and {id} for each part of the path that has digits only"""
    paths = {
        "/orders/17": "/orders/{id}",
        "/orders/17?page=2": "/orders/{id}",
        "/orders/17/items/4/": "/orders/{id}/items/{id}/",
        "/orders/17a/v2": "/orders/17a/v2",
        "/1/2/3": "/{id}/{id}/{id}",
        "/007": "/{id}",
        "/search?q=/17/&x=a?b": "/search",
        "/?next=/cart": "/",
        "/3.5/-1": "/3.5/-1",
        "/a//1": "/a//{id}",
    }
    for path, expected in paths.items():
        for line in (access("PUT", path), as_json("PUT", path)):
            assert summarize([line]) == summary({f"PUT {expected}": route(1, 0, 125, 125)})


def test_errors():
    """A status of 500 or more is an error"""
    log = [access(path=path, status=status) for path in ("/a", "/b") for status in (200, 404, 499)]
    log += [access(path="/b", status=500), as_json(path="/b", status=503), as_json(path="/b", status=599), as_json(path="/c", status=500)]
    assert summarize(log) == summary({"GET /a": route(3, 0, 125, 125), "GET /b": route(6, 3, 125, 125), "GET /c": route(1, 1, 125, 125)})


def test_almost_requests():
    """A JSON object that lacks one of the four, or other JSON, is any other line; further members don't matter"""
    whole = {"method": "GET", "path": "/", "status": 200, "ms": 125}
    others = [json.dumps({key: value for key, value in whole.items() if key != missing}) for missing in whole]
    others += [json.dumps([whole]), '"GET /"', "17", "null", "{}", json.dumps(whole)[:-1], json.dumps(whole) + ", and more", "{not json}"]
    assert summarize(others) == summary(skipped=len(others))
    assert summarize([entry(), *others]) == summary(levels={"ERROR": 1})
    assert summarize([as_json(level="ERROR", message=TRACEBACK)]) == summary({"GET /": route(1, 0, 125, 125)})


@pytest.mark.points(2)
def test_random_requests():
    """Random requests are counted for their routes, with the percentiles of their times"""
    times: dict[str, list[float]] = {}
    errors: dict[str, int] = {}
    log = []
    names = ["orders"] * 13 + ["items"] * 20 + random.choices(["users", "carts"], k=27)
    random.shuffle(names)
    for name, eighths in zip(names, random.sample(range(1, 800), 60)):
        method, seconds = {"orders": "GET", "items": "POST"}.get(name) or random.choice(["GET", "PUT"]), eighths / 8
        status, path = random.choice([200, 302, 404, 500, 502]), f"/{name}/{random.randrange(1000)}"
        log.append(random.choice([access(method, path, status, seconds), as_json(method, path, status, seconds * 1000)]))
        key = f"{method} /{name}/{{id}}"
        times.setdefault(key, []).append(seconds * 1000)
        errors[key] = errors.get(key, 0) + (status >= 500)
    expected = {}
    for key, values in times.items():
        values.sort()
        count = len(values)
        expected[key] = route(count, errors[key], values[(count + 1) // 2 - 1], values[(95 * count + 99) // 100 - 1])
    assert summarize(log) == summary(expected)


@pytest.mark.points(2)
def test_percentiles():
    """The p-th percentile is the time at position ⌈p/100 · n⌉ of the sorted times"""
    for count, p50, p95 in ((19, 10, 19), (20, 10, 19), (21, 11, 20), (39, 20, 38), (40, 20, 38), (41, 21, 39), (60, 30, 57), (100, 50, 95)):
        times = [125 * number for number in range(1, count + 1)]
        random.shuffle(times)
        log = [as_json(ms=time) for time in times]
        assert summarize(log) == summary({"GET /": route(count, 0, 125 * p50, 125 * p95)})


def test_percentiles_of_few():
    """Percentiles by nearest rank are times that are there, also of one, two, three or four requests"""
    for times, p50, p95 in (([8], 8, 8), ([8, 4], 4, 8), ([32, 8, 4], 8, 32), ([4, 2, 64, 8], 4, 64), ([9, 9, 9, 1000], 9, 1000)):
        assert summarize([as_json(ms=time) for time in times]) == summary({"GET /": route(len(times), 0, p50, p95)})


@pytest.mark.sample
def test_levels():
    """Entries are counted by their levels"""
    log = [entry("ERROR"), entry("INFO", "shop"), entry("INFO", message="a: b: c"), entry("WARNING", "a.b.c", "{}"), entry("ERROR", message="ERROR INFO")]
    assert summarize(log) == summary(levels={"ERROR": 2, "INFO": 2, "WARNING": 1})


@pytest.mark.points(2)
def test_exception_of_a_traceback():
    """An entry's exception is the name before the first colon, without modules, after its traceback"""
    assert exceptions(*traceback("KeyError: 'tea'")) == {"KeyError": 1}
    assert exceptions(*traceback("shop.errors.OutOfStock: tea: 3.5 left")) == {"OutOfStock": 1}
    assert exceptions(*traceback("KeyboardInterrupt")) == {"KeyboardInterrupt": 1}
    assert exceptions("order 17", *traceback("ValueError: first line", "second: line", "", "Third: line")) == {"ValueError": 1}
    assert exceptions(*traceback("", "   ", "", "a.b.SomeError")) == {"SomeError": 1}
    assert exceptions(*traceback()) == {}
    assert exceptions(TRACEBACK, "KeyError: 'tea'") == {"KeyError": 1}
    assert exceptions("KeyError: 'tea'", "no traceback here") == {}
    assert exceptions("  " + TRACEBACK, "KeyError: 'tea'") == {}
    assert exceptions("see: " + TRACEBACK, "KeyError: 'tea'") == {}
    log = [entry(), *traceback("KeyError: 1"), entry("INFO"), "TypeError: 2", entry(), *traceback("KeyError: 3"), entry(), *traceback("a.TypeError: 4")]
    assert summarize(log) == summary(levels={"ERROR": 3, "INFO": 1}, exceptions={"KeyError": 2, "TypeError": 1})


@pytest.mark.points(2)
def test_chained_tracebacks():
    """Of several tracebacks in an entry the last one counts"""
    during = "During handling of the above exception, another exception occurred:"
    assert exceptions(*traceback("KeyError: 1"), "", during, "", *traceback("a.NotFound: tea")) == {"NotFound": 1}
    assert exceptions(*traceback("A: 1"), "", during, "", *traceback("B: 2"), "", during, "", *traceback("C: 3"), "D: 4") == {"C": 1}
    assert exceptions(*traceback("KeyError: 1"), "", during, "", *traceback("KeyError: 2")) == {"KeyError": 1}


@pytest.mark.points(2)
def test_requests_between_the_lines():
    """Requests may stand between the lines of an entry and don't end it"""
    lines = traceback("shop.OutOfStock: tea")
    log = [entry()]
    for number, line in enumerate(lines):
        log += [line, access(path="/a") if number % 2 else as_json(path="/b")]
    assert summarize(log) == summary(
        {"GET /a": route(2, 0, 125, 125), "GET /b": route(3, 0, 125, 125)}, levels={"ERROR": 1}, exceptions={"OutOfStock": 1}
    )


def test_skipped_lines():
    """Any other lines before the first entry are skipped and counted, blank ones aren't counted"""
    almost = [
        "cache is warm",
        "  indented",
        "2026 was a good year",
        "2026-11-21 10:15:32 ERROR shop: no milliseconds",
        "2026-11-21 10:15:32,250 error shop: small letters",
        "2026-11-21 10:15:32,250 ERROR no colon",
        " " + entry(),
        TRACEBACK,
        "KeyError: 'tea'",
        access()[:-6],
        " " + access(),
    ]
    assert summarize(almost) == summary(skipped=len(almost))
    log = ["", "   ", "one", access(), "two", "\t", entry(), "three", "", access(), "four", entry("INFO"), "five"]
    assert summarize(log) == summary({"GET /": route(2, 0, 125, 125)}, {"ERROR": 1, "INFO": 1}, skipped=2)


def test_any_iterable():
    """Lines come from any iterable that can be read once, and may end with a line break"""
    log = ["start", access(), as_json(), entry(), TRACEBACK, '  File "a.py"', "", "KeyError"]
    expected = summary({"GET /": route(2, 0, 125, 125)}, {"ERROR": 1}, {"KeyError": 1}, 1)
    for end in ("", "\n", "\r\n"):
        assert summarize(line + end for line in log) == expected
    assert summarize(iter(log)) == expected
