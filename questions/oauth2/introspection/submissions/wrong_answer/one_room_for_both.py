# fails: test_kinds_have_their_own_room
# One limit for all answers: made-up tokens push out the good ones.
import json
import string


class InvalidToken(Exception):
    """The token must not be accepted. `reason` is one of malformed, inactive, expired, audience."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Unavailable(Exception):
    """Nothing is known about the token: the authorization server gave no usable answer."""


ALLOWED = frozenset(string.ascii_letters + string.digits + "-._~+/")


class Failure(Exception):
    pass


class Introspector:
    def __init__(self, ask, clock, *, audience, max_entries, ttl=60, negative_ttl=10, grace=0):
        self.ask = ask
        self.clock = clock
        self.audience = audience
        self.max_entries = max_entries
        self.ttl = ttl
        self.negative_ttl = negative_ttl
        self.grace = grace
        self.number = 0
        self.memory = {}  # token: (number, fresh until, content)

    def claims(self, token):
        body = token.rstrip("=")
        if not body or not set(body) <= ALLOWED:
            raise InvalidToken("malformed")
        content = self.content(token)
        self.judge(content)
        return content

    def revoked(self, token):
        self.store(token, {"active": False}, self.clock())

    def content(self, token):
        _, fresh_until, content = self.memory.get(token, (0, None, None))
        sent = self.clock()
        if content is not None and sent < fresh_until:
            return content
        try:
            answer = self.request(token)
        except (Failure, OSError) as failure:
            if content is not None and content["active"] and self.clock() < fresh_until + self.grace:
                return content
            raise Unavailable("no usable answer") from failure
        self.store(token, answer, sent)
        return answer

    def request(self, token):
        status, text = self.ask(token)
        try:
            content = json.loads(text)
        except ValueError as error:
            raise Failure from error
        if status != 200 or type(content) is not dict or type(content.get("active")) is not bool:
            raise Failure
        if "exp" in content and type(content["exp"]) not in (int, float):
            raise Failure
        return content

    def store(self, token, content, now):
        self.number += 1
        lifetime = self.ttl if content["active"] else self.negative_ttl
        self.memory[token] = (self.number, now + lifetime, content)
        same = [(entry[0], key) for key, entry in self.memory.items()]
        if len(same) > self.max_entries:
            del self.memory[min(same)[1]]

    def judge(self, content):
        if not content["active"]:
            raise InvalidToken("inactive")
        if "exp" in content and not self.clock() < content["exp"]:
            raise InvalidToken("expired")
        aud = content.get("aud")
        if self.audience not in (aud if type(aud) is list else [aud]):
            raise InvalidToken("audience")
