# fails: test_same_pattern_twice
# Near miss: compares the patterns as texts, so another name for the parameter makes a second route that is never called.
import json
from dataclasses import dataclass
from urllib.parse import unquote


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


LITERAL, INT, TEXT = range(3)


def compile_segment(segment):
    """(rank, text to compare with or name of the parameter)"""
    if segment[:1] == "{" and segment[-1:] == "}":
        name, _, kind = segment[1:-1].partition(":")
        return (INT if kind == "int" else TEXT), name
    return LITERAL, segment


@dataclass
class Route:
    method: str
    segments: list
    fields: dict | None
    handler: object

    def shape(self):
        return self.segments

    def ranks(self):
        return [rank for rank, _ in self.segments]

    def match(self, parts):
        """The parameters, or None."""
        if len(parts) != len(self.segments):
            return None
        params = {}
        for part, (rank, text) in zip(parts, self.segments):
            if rank == LITERAL:
                if part != text:
                    return None
            elif rank == INT:
                if not (part.isascii() and part.isdigit()):
                    return None
                params[text] = int(part)
            else:
                if not part:
                    return None
                params[text] = part
        return params


def check(field, value):
    """The error of a value that is there, or None."""
    kinds = (int, float) if field.kind is float else (field.kind,)
    if type(value) not in kinds:
        return "wrong type"
    size = len(value) if field.kind is str else value
    if field.minimum is not None and size < field.minimum:
        return "too small"
    return None


def find_errors(fields, data):
    errors = {name: "unknown" for name in data if name not in fields}
    for name, field in fields.items():
        if name in data:
            error = check(field, data[name])
        else:
            error = "missing" if field.required else None
        if error:
            errors[name] = error
    return errors


def response(status, body, **headers):
    return {"status": status, "headers": headers, "body": body}


class Router:
    def __init__(self):
        self.routes = []

    def route(self, method, pattern, fields=None):
        segments = [compile_segment(segment) for segment in pattern.split("/")]

        def register(handler):
            new = Route(method, segments, fields, handler)
            if any(old.method == method and old.shape() == new.shape() for old in self.routes):
                raise ValueError(f"{method} {pattern} is registered already")
            self.routes.append(new)
            return handler

        return register

    def handle(self, request):
        if request["method"] == "HEAD":
            return {**self.answer("GET", request), "body": None}
        return self.answer(request["method"], request)

    def answer(self, method, request):
        parts = [unquote(part) for part in request["path"].split("/")]
        matches = [route for route in self.routes if route.match(parts) is not None]
        if not matches:
            return response(404, {"error": "not found"})
        mine = [route for route in matches if route.method == method]
        if not mine:
            methods = {route.method for route in matches}
            if "GET" in methods:
                methods.add("HEAD")
            return response(405, {"error": "method not allowed"}, Allow=", ".join(sorted(methods)))
        route = min(mine, key=Route.ranks)
        data = None
        if route.fields is not None:
            try:
                data = json.loads(request["body"] or "")
            except ValueError:
                return response(400, {"error": "malformed JSON"})
            if not isinstance(data, dict):
                return response(422, {"error": "not an object"})
            errors = find_errors(route.fields, data)
            if errors:
                return response(422, {"errors": errors})
        try:
            result = route.handler(route.match(parts), data)
        except HTTPError as error:
            return response(error.status, {"error": error.message})
        except Exception:
            return response(500, {"error": "internal error"})
        return response(204 if result is None else 200, result)
