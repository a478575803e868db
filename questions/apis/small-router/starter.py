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


class Router:
    def route(self, method, pattern, fields=None):
        """Register the decorated function as the handler of method and pattern."""
        return lambda handler: handler

    def handle(self, request):
        """Answer the request with a response."""
        raise NotImplementedError
