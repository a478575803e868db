# fails: test_order_is_seen_at_every_replica, test_cancelled_order, test_sold_out, test_changes_of_other_programs, test_version_of_the_document_read, test_decides_anew, test_same_order_at_two_replicas, test_cancellations_that_meet, test_gives_up, test_random_requests
# Saves every change at once, but still reads each document only once; what others do afterwards is overwritten.
class TicketDesk:
    def __init__(self, store, attempts=5):
        self.store = store
        self.attempts = attempts
        self.events = {}

    def handle(self, request):
        """Answer a request with (status, body)."""
        parts = request["path"].strip("/").split("/")
        if request["method"] == "POST":
            return self.order(parts[1], request["body"]["order"], request["body"]["count"])
        if request["method"] == "DELETE":
            return self.cancel(parts[1], parts[3])
        return self.show(parts[1])

    def order(self, event, order, count):
        document = self.load(event)
        if document is None:
            return 404, {"error": "no such event"}
        if order in document["orders"]:
            return 200, {"order": order, "tickets": document["orders"][order]}
        if count > left(document):
            return 409, {"error": "sold out"}
        tickets = list(range(document["next"], document["next"] + count))
        document["next"] += count
        document["orders"][order] = tickets
        self.changed(event)
        return 201, {"order": order, "tickets": tickets}

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
        self.save(event)

    def save(self, event):
        key = f"event:{event}"
        _, version = self.store.get(key)
        self.store.put(key, self.events[event], version)


def left(document):
    return document["capacity"] - sum(len(tickets) for tickets in document["orders"].values())
