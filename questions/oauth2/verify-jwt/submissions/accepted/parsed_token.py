# Style: a frozen dataclass for the parsed token, a regular expression for its outer form, a generator of failed claims.
import hmac
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass

FORM = re.compile(r"([\w-]*)\.([\w-]*)\.([\w-]*)", re.ASCII)


class InvalidToken(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Token:
    signed: bytes
    header: dict
    claims: dict
    signature: bytes

    @classmethod
    def parse(cls, text: str) -> "Token":
        form = FORM.fullmatch(text)
        if form is None:
            raise ValueError("not three parts of base64url")
        header, payload, signature = (cls._bytes(part) for part in form.groups())
        token = cls(
            text.rpartition(".")[0].encode(), json.loads(header.decode()), json.loads(payload.decode()), signature
        )
        if type(token.header) is not dict or type(token.claims) is not dict:
            raise ValueError("not JSON objects")
        return token

    @staticmethod
    def _bytes(part: str) -> bytes:
        data = urlsafe_b64decode(part + "==")
        if urlsafe_b64encode(data).decode().rstrip("=") != part:
            raise ValueError("a second spelling of the same bytes")
        return data

    def check_signature(self, keys: dict[str, tuple[str, bytes]]) -> None:
        if self.header.get("alg") != "HS256" or "crit" in self.header:
            raise InvalidToken("algorithm")
        match self.header.get("kid"):
            case str(kid) if kid in keys:
                algorithm, secret = keys[kid]
            case _:
                raise InvalidToken("key")
        if algorithm != "HS256":
            raise InvalidToken("algorithm")
        if not hmac.compare_digest(hmac.new(secret, self.signed, "sha256").digest(), self.signature):
            raise InvalidToken("signature")


def number(value: object) -> bool:
    return type(value) is int or (type(value) is float and abs(value) < float("inf"))


def faults(claims: dict, issuer: str, audience: str, now: float, leeway: float) -> Iterator[str]:
    aud = claims.get("aud")
    names = [aud] if isinstance(aud, str) else aud
    times = [claims.get("exp"), claims.get("nbf", 0)]
    strings = [claims.get("iss"), *(names if isinstance(names, list) else [None])]
    if any(type(one) is not str for one in strings) or not all(map(number, times)):
        yield "claim"
    else:
        if claims["iss"] != issuer:
            yield "issuer"
        if audience not in names:
            yield "audience"
        if not now < times[0] + leeway:
            yield "expired"
        if "nbf" in claims and not now >= times[1] - leeway:
            yield "not_yet_valid"


def verify(
    token: str,
    keys: dict[str, tuple[str, bytes]],
    *,
    issuer: str,
    audience: str,
    now: float,
    leeway: float = 0,
) -> dict:
    try:
        parsed = Token.parse(token)
    except ValueError:
        raise InvalidToken("malformed") from None
    parsed.check_signature(keys)
    for fault in faults(parsed.claims, issuer, audience, now, leeway):
        raise InvalidToken(fault)
    return parsed.claims
