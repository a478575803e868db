# fails: test_fresh_answers, test_counts_from_sending, test_room, test_failures_are_not_remembered, test_grace, test_failure_after_a_change
# Uses an active answer until its exp, and one without exp for ever: a revoked token works as long.
import hashlib
import json
import re
from dataclasses import dataclass


class InvalidToken(Exception):
    """The token must not be accepted. `reason` is one of malformed, inactive, expired, audience."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Unavailable(Exception):
    """Nothing is known about the token: the authorization server gave no usable answer."""


TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")


@dataclass(frozen=True)
class Answer:
    content: dict
    asked_at: float

    @property
    def active(self):
        return self.content["active"]

    def judge(self, now, audience):
        if not self.active:
            raise InvalidToken("inactive")
        if "exp" in self.content and now >= self.content["exp"]:
            raise InvalidToken("expired")
        aud = self.content.get("aud")
        if aud != audience and not (isinstance(aud, list) and audience in aud):
            raise InvalidToken("audience")
        return dict(self.content)


def usable(status, text):
    """The answer's content, or None."""
    if status != 200:
        return None
    try:
        content = json.loads(text)
    except ValueError:
        return None
    if not isinstance(content, dict) or not isinstance(content.get("active"), bool):
        return None
    exp = content.get("exp", 0)
    if isinstance(exp, bool) or not isinstance(exp, (int, float)):
        return None
    return content


class Introspector:
    def __init__(self, ask, clock, *, audience, max_entries, ttl=60, negative_ttl=10, grace=0):
        self._ask = ask
        self._clock = clock
        self._audience = audience
        self._max_entries = max_entries
        self._lifetime = {True: ttl, False: negative_ttl}
        self._grace = grace
        self._answers = {True: {}, False: {}}  # by kind, then by the token's hash

    def claims(self, token):
        if not TOKEN.fullmatch(token):
            raise InvalidToken("malformed")
        known = self._recall(token)
        now = self._clock()
        if known is None or (not known.active and now - known.asked_at >= self._lifetime[False]):
            content = self._request(token)
            if content is not None:
                known = self._remember(token, Answer(content, now))
            elif known is None or not known.active or self._clock() - known.asked_at >= self._lifetime[True] + self._grace:
                raise Unavailable
        return known.judge(self._clock(), self._audience)

    def revoked(self, token):
        self._remember(token, Answer({"active": False}, self._clock()))

    def _request(self, token):
        try:
            return usable(*self._ask(token))
        except OSError:
            return None

    def _key(self, token):
        return hashlib.sha256(token.encode()).digest()

    def _recall(self, token):
        key = self._key(token)
        return self._answers[True].get(key) or self._answers[False].get(key)

    def _remember(self, token, answer):
        key = self._key(token)
        for answers in self._answers.values():
            answers.pop(key, None)
        answers = self._answers[answer.active]
        answers[key] = answer
        if len(answers) > self._max_entries:
            del answers[next(iter(answers))]
        return answer
