# fails: test_cancelled_order, test_changes_of_other_programs, test_random_requests
# Near miss: orders are in the store, but answers already given are remembered too, and outlive a cancellation elsewhere.
class TicketDesk:
    def __init__(self, store, attempts=5):
        self.store = store
        self.attempts = attempts
        self.answered = {}

    def handle(self, request):
        """Answer a request with (status, body)."""
        parts = request["path"].strip("/").split("/")
        if request["method"] == "POST":
            return self.order(parts[1], request["body"]["order"], request["body"]["count"])
        if request["method"] == "DELETE":
            return self.cancel(parts[1], parts[3])
        return self.show(parts[1])

    def order(self, event, order, count):
        def decide(document):
            orders = document["orders"]
            if order in orders:
                return 200, {"order": order, "tickets": orders[order]}
            if count > left(document):
                return 409, {"error": "sold out"}
            first = document["next"]
            orders[order] = list(range(first, first + count))
            document["next"] = first + count
            return 201, {"order": order, "tickets": orders[order]}

        if (event, order) in self.answered:
            return 200, self.answered[event, order]
        status, body = self.change(event, decide)
        if status == 201:
            self.answered[event, order] = body
        return status, body

    def cancel(self, event, order):
        def decide(document):
            if order not in document["orders"]:
                return 404, {"error": "no such order"}
            del document["orders"][order]
            return 204, {}

        return self.change(event, decide)

    def show(self, event):
        def decide(document):
            return 200, {"capacity": document["capacity"], "left": left(document)}

        return self.change(event, decide)

    def change(self, event, decide):
        """Read, decide, put; all over again if somebody else was faster."""
        key = f"event:{event}"
        for _ in range(self.attempts):
            document, version = self.store.get(key)
            if document is None:
                return 404, {"error": "no such event"}
            status, body = decide(document)
            if status not in (201, 204) or self.store.put(key, document, version):
                return status, body
        return 503, {"error": "busy"}


def left(document):
    return document["capacity"] - sum(len(tickets) for tickets in document["orders"].values())
