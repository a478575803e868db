# fails: test_several_spaces, test_random_tokens
# Near miss: two spaces make three parts, and a good request is refused.
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
    parts = values[0].split(" ")
    if parts[0].lower() != "bearer":
        raise refused(401, realm)
    if len(parts) != 2 or not re.fullmatch(r"[A-Za-z0-9._~+/-]+=*", parts[1]):
        raise refused(400, realm, "invalid_request")
    return parts[1]
