# fails: test_specific_beginning_is_no_dead_end, test_allow_of_several_patterns, test_head
# Near miss: goes down the most specific branch of its tree and never comes back to try the next one.
import json
import urllib.parse
from dataclasses import dataclass


class HTTPError(Exception):
    """A handler raises it to answer with this status."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True)
class Field:
    kind: type
    required: bool = True
    minimum: float | None = None


class Stop(Exception):
    """Ends the request with this response."""

    def __init__(self, status, body, headers=None):
        super().__init__(status)
        self.response = {"status": status, "headers": headers or {}, "body": body}


class Node:
    def __init__(self):
        self.children = {}
        self.routes = {}  # method -> (names of the parameters, fields, handler)

    def leaves(self, parts, values=()):
        """Each node that the path leads to, with the values on the way; the most specific first."""
        if not parts:
            yield self, values
            return
        part, rest = parts[0], parts[1:]
        for key, more in self.steps(part):
            if key in self.children:
                yield from self.children[key].leaves(rest, values + more)
                return

    def steps(self, part):
        yield "=" + part, ()
        if part and set(part) <= set("0123456789"):
            yield "int", (int(part),)
        if part:
            yield "str", (part,)


class Router:
    def __init__(self):
        self.root = Node()

    def route(self, method, pattern, fields=None):
        def register(handler):
            node, names = self.root, []
            for segment in pattern.split("/"):
                key = "=" + segment
                if segment.startswith("{"):
                    name, _, kind = segment.strip("{}").partition(":")
                    names.append(name)
                    key = kind or "str"
                node = node.children.setdefault(key, Node())
            if method in node.routes:
                raise ValueError(f"twice: {method} {pattern}")
            node.routes[method] = (names, fields, handler)
            return handler

        return register

    def handle(self, request):
        try:
            response = self.respond(request)
        except Stop as stop:
            response = stop.response
        if request["method"] == "HEAD":
            response["body"] = None
        return response

    def respond(self, request):
        method = "GET" if request["method"] == "HEAD" else request["method"]
        parts = [urllib.parse.unquote(part) for part in request["path"].split("/")]
        leaves = [(node, values) for node, values in self.root.leaves(parts) if node.routes]
        if not leaves:
            raise Stop(404, {"error": "not found"})
        for node, values in leaves:
            if method in node.routes:
                names, fields, handler = node.routes[method]
                return self.call(handler, dict(zip(names, values)), fields, request["body"])
        allowed = set().union(*(node.routes for node, _ in leaves))
        allowed |= {"HEAD"} & {"HEAD" if name == "GET" else name for name in allowed}
        raise Stop(405, {"error": "method not allowed"}, {"Allow": ", ".join(sorted(allowed))})

    def call(self, handler, params, fields, body):
        data = None if fields is None else read(fields, body)
        try:
            result = handler(params, data)
        except HTTPError as error:
            raise Stop(error.status, {"error": error.message}) from error
        except Exception as error:
            raise Stop(500, {"error": "internal error"}) from error
        return {"status": 204 if result is None else 200, "headers": {}, "body": result}


def read(fields, body):
    try:
        data = json.loads(body)
    except (TypeError, ValueError):
        raise Stop(400, {"error": "malformed JSON"}) from None
    if not isinstance(data, dict):
        raise Stop(422, {"error": "not an object"})
    errors = dict.fromkeys(data.keys() - fields.keys(), "unknown")
    errors |= {name: "missing" for name, field in fields.items() if field.required and name not in data}
    for name in fields.keys() & data.keys():
        if not fits(fields[name].kind, data[name]):
            errors[name] = "wrong type"
        elif is_small(data[name], fields[name].minimum):
            errors[name] = "too small"
    if errors:
        raise Stop(422, {"errors": errors})
    return data


def fits(kind, value):
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def is_small(value, minimum):
    if minimum is None:
        return False
    return (len(value) if isinstance(value, str) else value) < minimum
