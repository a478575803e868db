# fails: test_valid_token, test_time_boundaries
# Takes nbf for a second end of the token's life: one that is valid already is refused.
import base64
import hashlib
import hmac
import json
import math


class InvalidToken(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(part: str) -> bytes:
    """The standard decoder skips foreign characters and ignores spare bits; encoding again tells."""
    try:
        data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise InvalidToken("malformed") from None
    if encode(data) != part:
        raise InvalidToken("malformed")
    return data


def decode_object(part: str) -> dict:
    try:
        value = json.loads(decode(part).decode("utf-8"))
    except ValueError:
        raise InvalidToken("malformed") from None
    if not isinstance(value, dict):
        raise InvalidToken("malformed")
    return value


def key_for(header: dict, keys: dict[str, tuple[str, bytes]]) -> bytes:
    """The algorithm is ours to choose: the header only has to agree, and so has the key."""
    if header.get("alg") != "HS256" or "crit" in header:
        raise InvalidToken("algorithm")
    kid = header.get("kid")
    if not isinstance(kid, str) or kid not in keys:
        raise InvalidToken("key")
    algorithm, secret = keys[kid]
    if algorithm != "HS256":
        raise InvalidToken("algorithm")
    return secret


def is_number(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def audiences(claims: dict) -> list[str]:
    value = claims.get("aud")
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in values):
        raise InvalidToken("claim")
    return values


def verify(
    token: str,
    keys: dict[str, tuple[str, bytes]],
    *,
    issuer: str,
    audience: str,
    now: float,
    leeway: float = 0,
) -> dict:
    parts = token.split(".")
    if len(parts) != 3:
        raise InvalidToken("malformed")
    header, claims, signature = decode_object(parts[0]), decode_object(parts[1]), decode(parts[2])

    secret = key_for(header, keys)
    expected = hmac.digest(secret, f"{parts[0]}.{parts[1]}".encode("ascii"), hashlib.sha256)
    if not hmac.compare_digest(expected, signature):
        raise InvalidToken("signature")

    allowed = audiences(claims)
    if (
        not isinstance(claims.get("iss"), str)
        or not is_number(claims.get("exp"))
        or not is_number(claims.get("nbf", 0))
    ):
        raise InvalidToken("claim")
    if claims["iss"] != issuer:
        raise InvalidToken("issuer")
    if audience not in allowed:
        raise InvalidToken("audience")
    if now >= claims["exp"] + leeway:
        raise InvalidToken("expired")
    if "nbf" in claims and now > claims["nbf"] - leeway:
        raise InvalidToken("not_yet_valid")
    return claims
