# fails: test_changed_cursors, test_other_secret
# Near miss: base64 without a signature: whoever decodes a cursor can write one.
import base64
import json


class Invalid(Exception):
    """The request can't be answered."""


class Sealer:
    def __init__(self, secret):
        self.secret = secret

    def seal(self, value):
        payload = json.dumps(value).encode()
        return encode(payload)

    def open(self, token):
        payload = token
        try:
            value = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        except ValueError:
            raise Invalid("invalid cursor") from None
        if not isinstance(value, list) or len(value) != 3 or self.seal(value) != token:
            raise Invalid("invalid cursor")
        return value


def encode(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


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
