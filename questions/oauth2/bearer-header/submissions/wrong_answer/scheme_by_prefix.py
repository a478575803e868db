# fails: test_another_scheme
# Near miss: every value that begins with bearer is taken for the scheme Bearer.
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
    if not values or not values[0].lower().startswith("bearer"):
        raise refused(401, realm)
    found = re.fullmatch(r"bearer +([A-Za-z0-9._~+/-]+=*)", values[0], re.IGNORECASE)
    if found is None:
        raise refused(400, realm, "invalid_request")
    return found[1]
