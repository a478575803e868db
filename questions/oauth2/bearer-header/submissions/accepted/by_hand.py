# Style: partition and a set of allowed characters, a subclass for each answer; no regular expressions.
import string

ALLOWED = frozenset(string.ascii_letters + string.digits + "-._~+/")


class BearerError(Exception):
    def __init__(self, status: int, challenge: str) -> None:
        super().__init__(f"{status} {challenge}")
        self.status = status
        self.challenge = challenge


class NoToken(BearerError):
    def __init__(self, realm: str) -> None:
        super().__init__(401, f'Bearer realm="{realm}"')


class Malformed(BearerError):
    def __init__(self, realm: str) -> None:
        super().__init__(400, f'Bearer realm="{realm}", error="invalid_request"')


def bearer_token(headers: list[tuple[str, str]], realm: str) -> str:
    found = None
    for name, value in headers:
        if name.lower() == "authorization":
            if found is not None:
                raise Malformed(realm)
            found = value
    if not found:
        raise NoToken(realm)
    scheme, _, rest = found.partition(" ")
    if scheme.lower() != "bearer":
        raise NoToken(realm)
    token = rest.lstrip(" ")
    characters = token.rstrip("=")
    if not characters or not ALLOWED.issuperset(characters):
        raise Malformed(realm)
    return token
