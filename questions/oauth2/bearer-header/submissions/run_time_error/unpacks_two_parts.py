# fails: test_scheme_in_any_case, test_another_scheme, test_no_token
# Unpacks scheme and token: a value without a space has one part only, and the request ends with a 500.
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
    values = [value for name, value in headers if name.lower() == "authorization"]
    if len(values) > 1:
        raise refused(400, realm, "invalid_request")
    if not values:
        raise refused(401, realm)
    scheme, token = values[0].split(" ", 1)
    if scheme.lower() != "bearer":
        raise refused(401, realm)
    if not re.fullmatch(r"[A-Za-z0-9._~+/-]+=*", token.lstrip(" ")):
        raise refused(400, realm, "invalid_request")
    return token.lstrip(" ")
