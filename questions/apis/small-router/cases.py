import json
import random

import pytest
from answer import Field, HTTPError, Router

NOT_FOUND = {"status": 404, "headers": {}, "body": {"error": "not found"}}
INTERNAL = {"status": 500, "headers": {}, "body": {"error": "internal error"}}


def ok(body):
    return {"status": 200, "headers": {}, "body": body}


def not_allowed(allow):
    return {"status": 405, "headers": {"Allow": allow}, "body": {"error": "method not allowed"}}


def failed(status, error):
    return {"status": status, "headers": {}, "body": {"error": error}}


def send(router, path, method="GET", body=None):
    return router.handle({"method": method, "path": path, "body": body})


def add(router, *patterns, method="GET"):
    """Register handlers that answer with their pattern, the parameters and the data."""
    for pattern in patterns:

        def handler(params, data, pattern=pattern):
            return [method, pattern, params, data]

        assert router.route(method, pattern)(handler) is handler
    return router


def found(router, path, method="GET"):
    """The pattern whose handler was called, and the parameters."""
    response = send(router, path, method)
    assert response == ok([method, response["body"][1], response["body"][2], None])
    return response["body"][1], response["body"][2]


def form(**fields):
    """A router with one route that has these fields and answers with its data."""
    router = Router()

    @router.route("POST", "/form", fields)
    def echo(params, data):
        return {"data": data}

    return router


def accepts(router, data):
    assert send(router, "/form", "POST", json.dumps(data)) == ok({"data": data})


def refuses(router, data, errors):
    response = send(router, "/form", "POST", json.dumps(data))
    assert response == {"status": 422, "headers": {}, "body": {"errors": errors}}


@pytest.mark.sample
def test_parameters():
    """Calls the handler with a dict of the pattern's parameters"""
    router = add(Router(), "/", "/orders", "/orders/{id:int}", "/orders/{id:int}/items/{sku}")
    assert found(router, "/") == ("/", {})
    assert found(router, "/orders") == ("/orders", {})
    assert found(router, "/orders/17") == ("/orders/{id:int}", {"id": 17})
    assert found(router, "/orders/17/items/a-1") == ("/orders/{id:int}/items/{sku}", {"id": 17, "sku": "a-1"})
    assert send(router, "/invoices") == NOT_FOUND
    assert send(Router(), "/") == NOT_FOUND


def test_segments_must_match():
    """Path and pattern match if they have the same number of segments and each segment matches"""
    router = add(Router(), "/orders", "/orders/{id}/items", "/a.c", "/{x}/{y}/{z}/{w}", "/slash/")
    for path in ("/", "/order", "/ordersx", "/orders/", "/orders/1", "/orders/1/item", "//orders", "/Orders", "/abc", "/a"):
        assert send(router, path) == NOT_FOUND
    for path in ("/orders//items", "/a//b/c", "/a/b/c/", "/a/b/c/d/e", "/slash", "/slash//", "/orders/1/items/"):
        assert send(router, path) == NOT_FOUND
    assert found(router, "/a.c") == ("/a.c", {})
    assert found(router, "/slash/") == ("/slash/", {})
    assert found(router, "/orders/x/items") == ("/orders/{id}/items", {"id": "x"})
    assert found(router, "/1/2/3/4") == ("/{x}/{y}/{z}/{w}", {"x": "1", "y": "2", "z": "3", "w": "4"})


def test_int_parameters():
    """An int parameter matches digits only, at least one"""
    router = add(Router(), "/n/{n:int}")
    for text, value in (("0", 0), ("7", 7), ("007", 7), ("12345678901234567890", 12345678901234567890), ("%31", 1)):
        assert found(router, f"/n/{text}") == ("/n/{n:int}", {"n": value})
    for text in ("", "-1", "+1", "1.0", "1_0", "x", "1x", "%20", "1%20", "%D9%A3", "%C2%B2", "1%0A"):
        assert send(router, f"/n/{text}") == NOT_FOUND


def test_percent_encoding():
    """A segment is decoded after the path has been cut, before it is compared or becomes a parameter"""
    router = add(Router(), "/files/{name}", "/files/{name}/raw", "/my files")
    cases = {"a%20b": "a b", "a%2Fraw": "a/raw", "%C3%A9t%C3%A9": "été", "100%25": "100%", "a+b": "a+b", "%2520": "%20"}
    for text, name in cases.items():
        assert found(router, f"/files/{text}") == ("/files/{name}", {"name": name})
        assert found(router, f"/files/{text}/raw") == ("/files/{name}/raw", {"name": name})
    assert found(router, "/my%20files") == ("/my files", {})
    assert found(router, "/%66iles/x") == ("/files/{name}", {"name": "x"})
    assert send(router, "/files%2Fx") == NOT_FOUND


@pytest.mark.points(2)
def test_most_specific_wins():
    """The most specific pattern is called, in whatever order they were registered"""
    patterns = ["/orders/{id}", "/orders/{id:int}", "/orders/new", "/{kind}/new", "/{kind}/{id}", "/{n:int}/{id}"]
    expected = {
        "/orders/new": "/orders/new",
        "/orders/17": "/orders/{id:int}",
        "/orders/17x": "/orders/{id}",
        "/users/new": "/{kind}/new",
        "/users/17": "/{kind}/{id}",
        "/5/new": "/{n:int}/{id}",
    }
    for order in (patterns, patterns[::-1], random.sample(patterns, len(patterns))):
        router = add(Router(), *order)
        assert {path: found(router, path)[0] for path in expected} == expected


def test_specific_beginning_is_no_dead_end():
    """A pattern with a more specific beginning that doesn't match to its end, or not this method, doesn't take part"""
    router = add(Router(), "/orders/new/{step:int}", "/orders/{id}/items", "/{kind}/{id}/{part}")
    add(router, "/orders/new", method="POST")
    add(router, "/orders/{id}")
    assert found(router, "/orders/new/items") == ("/orders/{id}/items", {"id": "new"})
    assert found(router, "/orders/new/lines") == ("/{kind}/{id}/{part}", {"kind": "orders", "id": "new", "part": "lines"})
    assert found(router, "/orders/new") == ("/orders/{id}", {"id": "new"})
    assert found(router, "/orders/new", "POST") == ("/orders/new", {})


@pytest.mark.sample
def test_method_not_allowed():
    """A path that has patterns, none of them for this method, is 405 with the header Allow"""
    router = add(Router(), "/orders")
    add(router, "/orders", method="POST")
    add(router, "/jobs", method="PUT")
    assert send(router, "/orders", "DELETE") == not_allowed("GET, HEAD, POST")
    assert send(router, "/jobs") == not_allowed("PUT")
    assert send(router, "/jobs", "HEAD") == {**not_allowed("PUT"), "body": None}
    assert send(router, "/nothing", "DELETE") == NOT_FOUND


def test_allow_of_several_patterns():
    """Allow has all methods of all patterns that match the path, each once and sorted"""
    router = add(Router(), "/orders/{id}", "/orders/{id:int}")
    add(router, "/orders/{id:int}", "/orders/{id}", method="PATCH")
    add(router, "/orders/new", method="POST")
    add(router, "/{kind}/{id}", method="DELETE")
    assert send(router, "/orders/17", "PUT") == not_allowed("DELETE, GET, HEAD, PATCH")
    assert send(router, "/orders/new", "PUT") == not_allowed("DELETE, GET, HEAD, PATCH, POST")
    assert send(router, "/users/new", "PUT") == not_allowed("DELETE")
    assert send(router, "/orders/17", "POST") == not_allowed("DELETE, GET, HEAD, PATCH")


def test_head():
    """HEAD calls what GET would call, and only its body is None"""
    router = add(Router(), "/orders/{id}")
    add(router, "/orders/new", method="POST")
    called = []

    @router.route("GET", "/log/{name}")
    def log(params, data):
        called.append(params)
        if params["name"] == "gone":
            raise HTTPError(410, "gone")
        return ["entry"]

    assert send(router, "/orders/17", "HEAD") == ok(None)
    assert send(router, "/orders/new", "HEAD") == ok(None)
    assert send(router, "/log/a", "HEAD") == ok(None)
    assert send(router, "/log/gone", "HEAD") == {"status": 410, "headers": {}, "body": None}
    assert send(router, "/nothing", "HEAD") == {"status": 404, "headers": {}, "body": None}
    assert called == [{"name": "a"}, {"name": "gone"}]


def test_same_pattern_twice():
    """Raises ValueError if the method already has a pattern that differs at most in the names of its parameters"""
    router = add(Router(), "/orders/{id}/items/{n:int}")
    for pattern in ("/orders/{id}/items/{n:int}", "/orders/{order}/items/{item:int}"):
        with pytest.raises(ValueError):
            add(router, pattern)
    add(router, "/orders/{id:int}/items/{n:int}", "/orders/{id}/items/{n}", "/orders/{id}/lines/{n:int}", "/orders/{id}/items")
    add(router, "/orders/{order}/items/{item:int}", method="PUT")
    assert found(router, "/orders/x/items/3") == ("/orders/{id}/items/{n:int}", {"id": "x", "n": 3})
    assert found(router, "/orders/x/items/3", "PUT")[1] == {"order": "x", "item": 3}


@pytest.mark.sample
def test_valid_fields():
    """The handler gets the validated object; without fields, data is None and the body is not looked at"""
    router = form(name=Field(str), age=Field(int), note=Field(str, required=False))
    accepts(router, {"name": "Kim", "age": 30, "note": "x"})
    accepts(router, {"age": 0, "name": ""})
    add(router, "/plain", method="POST")
    assert send(router, "/plain", "POST", "{not JSON") == ok(["POST", "/plain", {}, None])
    empty = form()
    accepts(empty, {})
    refuses(empty, {"x": 1}, {"x": "unknown"})
    assert send(empty, "/form", "POST", None) == failed(400, "malformed JSON")


def test_malformed_body():
    """A body that is None or not JSON is 400, and JSON that isn't an object is 422"""
    router = form(name=Field(str, required=False))
    for body in (None, "", " ", "name=Kim", '{"name": "Kim"', "{'name': 'Kim'}", '{"name": "Kim"} x'):
        assert send(router, "/form", "POST", body) == failed(400, "malformed JSON")
    for body in ("null", "[]", '[{"name": "Kim"}]', '"name"', "5", "0", "true", "false", '""'):
        assert send(router, "/form", "POST", body) == failed(422, "not an object")
    accepts(router, {})


def test_missing_and_unknown_fields():
    """Reports every missing and every unknown field; an optional one may be absent"""
    router = form(a=Field(int), b=Field(int, required=False), c=Field(str, True), d=Field(str, False))
    refuses(router, {}, {"a": "missing", "c": "missing"})
    refuses(router, {"a": 1, "x": 1, "y": None}, {"c": "missing", "x": "unknown", "y": "unknown"})
    refuses(router, {"b": "1", "A": 1}, {"a": "missing", "c": "missing", "b": "wrong type", "A": "unknown"})
    accepts(router, {"a": 1, "c": "x"})
    accepts(router, {"a": 1, "c": "x", "d": "y", "b": 2})


def test_types_of_fields():
    """The wrong type: null never is right, an int will do for float, a bool is no number"""
    values = {"s": ["", "x"], "i": [0, -5], "f": [0.5, 2, 0], "b": [True, False]}
    router = form(s=Field(str), i=Field(int), f=Field(float), b=Field(bool))
    for s, i, f, b in zip(values["s"] * 3, values["i"] * 3, values["f"], values["b"] * 3):
        accepts(router, {"s": s, "i": i, "f": f, "b": b})
    good = {"s": "x", "i": 1, "f": 1.5, "b": True}
    bad = {
        "s": [None, 1, True, [], ["x"], {}],
        "i": [None, 1.0, 0.5, "1", True, False, []],
        "f": [None, "1.5", True, False, {}],
        "b": [None, 1, 0, "true", ""],
    }
    for name, wrong in bad.items():
        for value in wrong:
            refuses(router, {**good, name: value}, {name: "wrong type"})
    refuses(router, {"s": 1, "i": "x", "f": True, "b": 0}, dict.fromkeys("sifb", "wrong type"))
    refuses(form(s=Field(str, required=False)), {"s": None}, {"s": "wrong type"})


def test_minimum():
    """With a minimum, a number less than it and a string with fewer characters are too small"""
    router = form(i=Field(int, minimum=3), f=Field(float, minimum=0), s=Field(str, minimum=2))
    accepts(router, {"i": 3, "f": 0, "s": "äö"})
    accepts(router, {"i": 4, "f": 0.25, "s": "abc"})
    refuses(router, {"i": 2, "f": -0.25, "s": "ä"}, {"i": "too small", "f": "too small", "s": "too small"})
    refuses(router, {"i": 2.5, "f": -1, "s": ""}, {"i": "wrong type", "f": "too small", "s": "too small"})
    free = form(i=Field(int), n=Field(int, minimum=0, required=False), m=Field(float, False, -2.5))
    accepts(free, {"i": -100})
    accepts(free, {"i": -1, "n": 0, "m": -2.5})
    refuses(free, {"i": -1, "n": -1, "m": -2.75}, {"n": "too small", "m": "too small"})


def test_random_objects():
    """Reports all errors of an object with many fields"""
    fields, data, errors = {}, {}, {}
    for number in random.sample(range(1000), 60):
        name, least = f"f{number}", random.randint(-9, 9)
        match random.choice(["good", "missing", "absent", "unknown", "wrong type", "too small"]):
            case "good":
                fields[name], data[name] = Field(int, True, least), least + random.randint(0, 2)
            case "missing":
                fields[name], errors[name] = Field(random.choice([str, int, float, bool])), "missing"
            case "absent":
                fields[name] = Field(str, False, 1)
            case "unknown":
                data[name], errors[name] = random.choice([None, 1, "x"]), "unknown"
            case "wrong type":
                fields[name], data[name], errors[name] = Field(int, minimum=least), str(least - 1), "wrong type"
            case "too small":
                fields[name], data[name], errors[name] = Field(float, minimum=least), least - 0.5, "too small"
    fields["last"] = Field(bool)
    refuses(form(**fields), data, {**errors, "last": "missing"})


def test_results():
    """None that a handler returns is 204; anything else is 200 with what it returned"""
    router = Router()
    results = {"none": None, "zero": 0, "empty": [], "no": False, "text": "", "tuple": (201, "x"), "dict": {"a": [1]}}

    @router.route("GET", "/{name}")
    def result(params, data):
        return results[params["name"]]

    assert send(router, "/none") == {"status": 204, "headers": {}, "body": None}
    for name, value in results.items():
        if value is not None:
            assert send(router, f"/{name}") == ok(value)


def test_errors_of_handlers():
    """HTTPError gives its status and message, any other Exception 500 and nothing of it; what isn't an Exception passes through"""
    router = Router()
    errors = [HTTPError(409, "already paid"), KeyError("password=x"), HTTPError(503, ""), ValueError(3)]
    errors += [TypeError("no"), KeyboardInterrupt(), SystemExit(2)]

    @router.route("GET", "/{n:int}")
    def fail(params, data):
        raise errors[params["n"]]

    @router.route("PUT", "/{n:int}", {"a": Field(int)})
    def fail_with_fields(params, data):
        raise ValueError("from the handler")

    assert send(router, "/0") == failed(409, "already paid")
    assert send(router, "/1") == INTERNAL
    assert send(router, "/2") == failed(503, "")
    assert send(router, "/3") == INTERNAL
    assert send(router, "/4") == INTERNAL
    assert send(router, "/5", "PUT", '{"a": 1}') == INTERNAL
    with pytest.raises(KeyboardInterrupt):
        send(router, "/5")
    with pytest.raises(SystemExit):
        send(router, "/6")


def test_routing_comes_first():
    """The path is looked up first, then the method, then the body, and only then the handler is called"""
    router = Router()
    called = []

    @router.route("POST", "/orders/{id:int}", {"a": Field(int)})
    def change(params, data):
        called.append((params, data))

    assert send(router, "/orders/x", "POST", "{") == NOT_FOUND
    assert send(router, "/orders/1", "PUT", "{") == not_allowed("POST")
    assert send(router, "/orders/1", "POST", "{") == failed(400, "malformed JSON")
    assert send(router, "/orders/1", "POST", "[1]") == failed(422, "not an object")
    assert send(router, "/orders/1", "POST", '{"a": "x"}')["status"] == 422
    assert called == []
    assert send(router, "/orders/1", "POST", '{"a": 2}') == {"status": 204, "headers": {}, "body": None}
    assert called == [({"id": 1}, {"a": 2})]
