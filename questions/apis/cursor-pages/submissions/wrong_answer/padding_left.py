# fails: test_alphabet, test_changed_cursors
# Near miss: URL-safe base64 is taken for all that a URL needs; the = of its padding stays.
import base64
import hmac
import json


class Invalid(Exception):
    """The request can't be answered."""


class Sealer:
    def __init__(self, secret):
        self.secret = secret

    def seal(self, value):
        payload = json.dumps(value).encode()
        return encode(hmac.digest(self.secret, payload, "sha256") + payload)

    def open(self, token):
        try:
            value = json.loads(base64.urlsafe_b64decode(token)[32:])
        except ValueError:
            raise Invalid("invalid cursor") from None
        if not hmac.compare_digest(self.seal(value).encode(), token.encode()):
            raise Invalid("invalid cursor")
        return value


def encode(data):
    return base64.urlsafe_b64encode(data).decode()


def read_limit(text):
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 100):
        raise Invalid("invalid limit")
    return int(text)


def find_page(table, sealer, query):
    limit = read_limit(query.get("limit", "20"))
    status = query.get("status")
    before = None
    if (cursor := query.get("cursor")) is not None:
        *before, made_for = sealer.open(cursor)
        if made_for != status:
            raise Invalid("invalid cursor")
        before = tuple(before)
    items = table.select(before, status, limit + 1)
    following = None
    if len(items) > limit:
        items.pop()
        last = items[-1]
        following = sealer.seal([last["created"], last["id"], status])
    return {"items": items, "next": following}


def list_orders(table, secret, query):
    try:
        return {"status": 200, "body": find_page(table, Sealer(secret), query)}
    except Invalid as error:
        return {"status": 400, "body": {"error": str(error)}}
