# Style: a match statement over the header's values, and one regular expression for the whole value.
import re

GOOD = re.compile(r"(?i:bearer) +([A-Za-z0-9\-._~+/]+=*)")


class BearerError(Exception):
    def __init__(self, status: int, challenge: str) -> None:
        super().__init__(f"{status} {challenge}")
        self.status = status
        self.challenge = challenge


def bearer_token(headers: list[tuple[str, str]], realm: str) -> str:
    challenge = f'Bearer realm="{realm}"'
    match [value for name, value in headers if name.lower() == "authorization"]:
        case []:
            raise BearerError(401, challenge)
        case [value] if value.split(" ")[0].lower() != "bearer":
            raise BearerError(401, challenge)
        case [value] if good := GOOD.fullmatch(value):
            return good[1]
    raise BearerError(400, f'{challenge}, error="invalid_request"')
