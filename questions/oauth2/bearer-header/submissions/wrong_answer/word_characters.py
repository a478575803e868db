# fails: test_characters
# Near miss: \w is more than ASCII in a pattern for str; letters and digits of other languages pass.
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


TOKEN = re.compile(r"[\w.~+/-]+=*")


def bearer_token(headers, realm):
    values = [value for name, value in headers if name.lower() == "authorization"]
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
