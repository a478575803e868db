# Style: pure functions from a document to an answer and a new document; refusals are exceptions, a generator counts attempts.
class Refused(Exception):
    def __init__(self, status, text):
        super().__init__(text)
        self.answer = (status, {"error": text})


def used(document):
    return sum(map(len, document["orders"].values()))


def with_order(document, order, count):
    """The answer, and the document after it; None if it stays as it is."""
    known = document["orders"].get(order)
    if known is not None:
        return (200, {"order": order, "tickets": known}), None
    if used(document) + count > document["capacity"]:
        raise Refused(409, "sold out")
    end = document["next"] + count
    tickets = [*range(document["next"], end)]
    after = {**document, "next": end, "orders": {**document["orders"], order: tickets}}
    return (201, {"order": order, "tickets": tickets}), after


def without_order(document, order):
    others = {key: tickets for key, tickets in document["orders"].items() if key != order}
    if len(others) == len(document["orders"]):
        raise Refused(404, "no such order")
    return (204, {}), {**document, "orders": others}


class TicketDesk:
    def __init__(self, store, attempts=5):
        self.store, self.attempts = store, attempts

    def handle(self, request):
        """Answer a request with (status, body)."""
        _, event, *rest = request["path"].strip("/").split("/")
        key, body = f"event:{event}", request["body"]
        try:
            if request["method"] == "POST":
                return self._change(key, with_order, body["order"], body["count"])
            if request["method"] == "DELETE":
                return self._change(key, without_order, rest[1])
            document, _ = self._read(key)
            return 200, {"capacity": document["capacity"], "left": document["capacity"] - used(document)}
        except Refused as refused:
            return refused.answer

    def _read(self, key):
        document, version = self.store.get(key)
        if document is None:
            raise Refused(404, "no such event")
        return document, version

    def _change(self, key, change, *args):
        puts = 0
        while puts < self.attempts:
            document, version = self._read(key)
            answer, after = change(document, *args)
            if after is None:
                return answer
            puts += 1
            if self.store.put(key, after, version):
                return answer
        raise Refused(503, "busy")
