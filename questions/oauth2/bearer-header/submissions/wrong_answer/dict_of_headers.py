# fails: test_header_twice
# Near miss: makes a dict of the headers, which keeps the last of two.
import re


class BearerError(Exception):
    def __init__(self, status, challenge):
        super().__init__(f"{status} {challenge}")
        self.status = status
        self.challenge = challenge


def refused(status, realm, error=None):
    challenge = f'Bearer realm="{realm}"'
    if error:
        challenge += f', error="{error}"'
    return BearerError(status, challenge)


def bearer_token(headers, realm):
    value = {name.lower(): value for name, value in headers}.get("authorization", "")
    scheme, _, token = value.partition(" ")
    if scheme.lower() != "bearer":
        raise refused(401, realm)
    token = token.lstrip(" ")
    if not re.fullmatch(r"[A-Za-z0-9._~+/-]+=*", token):
        raise refused(400, realm, "invalid_request")
    return token
