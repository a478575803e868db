# fails: test_first_request
# Takes its own header off the request before the handler sees it: the handler can't tell the payment provider which key it is.
from contextlib import contextmanager


class Refused(Exception):
    def __init__(self, status, error, headers=()):
        super().__init__(error)
        self.response = {"status": status, "headers": dict(headers), "body": {"error": error}}


def find_key(request):
    for name, value in request["headers"].items():
        if name.casefold() == "idempotency-key":
            if value == "" or len(value) > 64:
                raise Refused(400, "invalid key")
            return request["client"], value
    raise Refused(400, "missing key")


class Idempotent:
    def __init__(self, handler, clock, ttl=86400):
        self.handler = handler
        self.clock = clock
        self.ttl = ttl
        self.running = {}
        self.finished = {}

    def __call__(self, request):
        if request["method"] != "POST":
            return self.handler(request)
        try:
            key = find_key(request)
            self.forget_expired()
            self.check(key, request)
        except Refused as refused:
            return refused.response
        if key in self.finished:
            return self.replay(key)
        with self.progress(key, request):
            headers = {name: value for name, value in request["headers"].items() if name.casefold() != "idempotency-key"}
            response = self.handler({**request, "headers": headers})
        if response["status"] < 500:
            self.finished[key] = (self.clock() + self.ttl, request["path"], request["body"], response)
        return response

    def forget_expired(self):
        now = self.clock()
        # Records are in the order in which they were finished, and all live equally long.
        while self.finished:
            key = next(iter(self.finished))
            if self.finished[key][0] > now:
                break
            del self.finished[key]

    def check(self, key, request):
        asked = [request["path"], request["body"]]
        if key in self.running:
            if self.running[key] == asked:
                raise Refused(409, "in progress", {"Retry-After": "1"})
            raise Refused(422, "key was used for another request")
        if key in self.finished and list(self.finished[key][1:3]) != asked:
            raise Refused(422, "key was used for another request")

    def replay(self, key):
        *_, response = self.finished[key]
        headers = dict(response["headers"])
        headers["Idempotent-Replayed"] = "true"
        return dict(response, headers=headers)

    @contextmanager
    def progress(self, key, request):
        self.running[key] = [request["path"], request["body"]]
        try:
            yield
        finally:
            del self.running[key]
