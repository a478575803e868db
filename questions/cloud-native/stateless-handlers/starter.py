import itertools


class TicketDesk:
    def __init__(self, store, attempts=5):
        self.store = store
        self.attempts = attempts
        self.events = {}
        self.answered = {}
        self.numbers = itertools.count(1)
        self.changes = 0

    def handle(self, request):
        """Answer a request with (status, body)."""
        parts = request["path"].strip("/").split("/")
        if request["method"] == "POST":
            return self.order(parts[1], request["body"]["order"], request["body"]["count"])
        if request["method"] == "DELETE":
            return self.cancel(parts[1], parts[3])
        return self.show(parts[1])

    def order(self, event, order, count):
        if order in self.answered:
            return 200, self.answered[order]
        document = self.load(event)
        if document is None:
            return 404, {"error": "no such event"}
        if count > left(document):
            return 409, {"error": "sold out"}
        tickets = [next(self.numbers) for _ in range(count)]
        document["orders"][order] = tickets
        self.changed(event)
        self.answered[order] = {"order": order, "tickets": tickets}
        return 201, self.answered[order]

    def cancel(self, event, order):
        document = self.load(event)
        if document is None:
            return 404, {"error": "no such event"}
        if document["orders"].pop(order, None) is None:
            return 404, {"error": "no such order"}
        self.changed(event)
        return 204, {}

    def show(self, event):
        document = self.load(event)
        if document is None:
            return 404, {"error": "no such event"}
        return 200, {"capacity": document["capacity"], "left": left(document)}

    def load(self, event):
        """The document of an event; read once, then kept."""
        if event not in self.events:
            self.events[event], _ = self.store.get(f"event:{event}")
        return self.events[event]

    def changed(self, event):
        """Save every tenth change; the store is slow."""
        self.changes += 1
        if self.changes % 10 == 0:
            self.save(event)

    def save(self, event):
        key = f"event:{event}"
        _, version = self.store.get(key)
        self.store.put(key, self.events[event], version)


def left(document):
    return document["capacity"] - sum(len(tickets) for tickets in document["orders"].values())
