# Style: a dataclass per key that is in progress until it has a response; one dict, try and finally.
from dataclasses import dataclass

OTHER = "key was used for another request"


@dataclass
class Record:
    request: tuple
    response: dict | None = None
    expires_at: float = float("inf")


def reply(status, error, **headers):
    return {"status": status, "headers": headers, "body": {"error": error}}


class Idempotent:
    def __init__(self, handler, clock, ttl=86400):
        self.handler = handler
        self.clock = clock
        self.ttl = ttl
        self.records = {}

    def __call__(self, request):
        if request["method"] != "POST":
            return self.handler(request)
        headers = {name.lower(): value for name, value in request["headers"].items()}
        key = headers.get("idempotency-key")
        if key is None:
            return reply(400, "missing key")
        if not 1 <= len(key) <= 64:
            return reply(400, "invalid key")
        place = request["client"], key
        asked = request["path"], request["body"]
        record = self.records.get(place)
        if record is None or self.clock() >= record.expires_at:
            return self.first(place, Record(asked), request)
        if record.request != asked:
            return reply(422, OTHER)
        if record.response is None:
            return reply(409, "in progress", **{"Retry-After": "1"})
        response = record.response
        return {**response, "headers": {**response["headers"], "Idempotent-Replayed": "true"}}

    def first(self, place, record, request):
        self.records[place] = record
        try:
            response = self.handler(request)
            if response["status"] < 500:
                record.response = response
                record.expires_at = self.clock() + self.ttl
        finally:
            if record.response is None:
                del self.records[place]
        return response
