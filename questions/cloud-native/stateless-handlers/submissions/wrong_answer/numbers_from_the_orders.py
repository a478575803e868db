# fails: test_cancelled_order, test_random_requests
# Near miss: takes the number after the highest one in the orders; a deleted order's numbers are sold again.
class TicketDesk:
    def __init__(self, store, attempts=5):
        self.store = store
        self.attempts = attempts

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
            first = max((max(tickets) for tickets in orders.values()), default=0) + 1
            orders[order] = list(range(first, first + count))
            document["next"] = first + count
            return 201, {"order": order, "tickets": orders[order]}

        return self.change(event, decide)

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
