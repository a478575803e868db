# fails: test_last_page
# Near miss: takes a full page for a sign that another follows; the last page is empty whenever the orders fill it exactly.
import hashlib
import hmac
import re

CURSOR = re.compile(r"(-?[0-9]+)_(-?[0-9]+)_([0-9a-f]{64})")


def sign(secret, created, number, status):
    # repr tells None from "None" and keeps the fields apart.
    text = repr((created, number, status))
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def write_cursor(secret, order, status):
    created, number = order["created"], order["id"]
    return f"{created}_{number}_{sign(secret, created, number, status)}"


def read_cursor(secret, cursor, status):
    """The place that the cursor names; None if it isn't valid."""
    found = CURSOR.fullmatch(cursor)
    if not found:
        return None
    created, number = int(found[1]), int(found[2])
    if f"{created}_{number}" != f"{found[1]}_{found[2]}":
        return None  # leading zeros, say
    if not hmac.compare_digest(sign(secret, created, number, status), found[3]):
        return None
    return created, number


def bad_request(error):
    return {"status": 400, "body": {"error": error}}


def list_orders(table, secret, query):
    limit = query.get("limit", "20")
    if not re.fullmatch(r"[0-9]+", limit) or not 1 <= int(limit) <= 100:
        return bad_request("invalid limit")
    limit = int(limit)
    status = query.get("status")
    before = None
    if "cursor" in query:
        before = read_cursor(secret, query["cursor"], status)
        if before is None:
            return bad_request("invalid cursor")
    found = table.select(before, status, limit)
    items = found[:limit]
    following = write_cursor(secret, items[-1], status) if len(found) == limit else None
    return {"status": 200, "body": {"items": items, "next": following}}
