# fails: test_names, test_random_tokens, test_header_twice
# Near miss: looks for Authorization as it is written here; HTTP/2 sends names in lower case.
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


TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")


def bearer_token(headers, realm):
    values = [value for name, value in headers if name == "Authorization"]
    if len(values) > 1:
        raise refused(400, realm, "invalid_request")
    if not values:
        raise refused(401, realm)
    scheme, _, token = values[0].partition(" ")
    if scheme.lower() != "bearer":
        raise refused(401, realm)
    token = token.lstrip(" ")
    if not TOKEN.fullmatch(token):
        raise refused(400, realm, "invalid_request")
    return token
