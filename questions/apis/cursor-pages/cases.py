import base64
import json
import random
import string

import pytest
from answer import list_orders

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
SECRET = b"s3cret"


class Table:
    """Orders in the order of the list; notes how it is asked."""

    def __init__(self, orders=()):
        self.orders = list(orders)
        self.calls = []

    def select(self, before, status, limit):
        self.calls.append((before, status, limit))
        found = sorted(self.orders, key=place, reverse=True)
        found = [order for order in found if status in (None, order["status"])]
        if before is not None:
            assert type(before) is tuple
            found = [order for order in found if place(order) < before]
        return [dict(order) for order in (found if limit is None else found[:limit])]

    def delete(self, number):
        self.orders = [order for order in self.orders if order["id"] != number]


def place(order):
    return order["created"], order["id"]


def order(number, created=None, status="new"):
    return {"id": number, "created": number * 10 if created is None else created, "status": status, "total": 5}


def orders(*numbers):
    return [order(number) for number in numbers]


def page(table, cursor=None, secret=SECRET, **query):
    """The ids of a page and its next."""
    if cursor is not None:
        query["cursor"] = cursor
    response = list_orders(table, secret, query)
    assert response == {"status": 200, "body": {"items": response["body"]["items"], "next": response["body"]["next"]}}
    following = response["body"]["next"]
    assert following is None or (type(following) is str and following > "")
    return [each["id"] for each in response["body"]["items"]], following


def refused(what, table=None, secret=SECRET, **query):
    table = Table(orders(1, 2, 3)) if table is None else table
    table.calls.clear()
    assert list_orders(table, secret, query) == {"status": 400, "body": {"error": f"invalid {what}"}}
    assert table.calls == []


def read_on(table, cursor, **query):
    """The ids of all following pages."""
    found = []
    while cursor is not None:
        ids, cursor = page(table, cursor, **query)
        found += ids
        assert len(found) < 500
    return found


@pytest.mark.sample
def test_first_page():
    """The first page has the newest orders, as select gave them, 20 if the limit is absent"""
    table = Table(orders(*range(1, 31)))
    response = list_orders(table, SECRET, {})
    assert response["status"] == 200
    assert response["body"]["items"] == orders(*range(30, 10, -1))
    ids, following = page(table, limit="3")
    assert ids == [30, 29, 28]
    assert following is not None
    assert list_orders(Table(), SECRET, {}) == {"status": 200, "body": {"items": [], "next": None}}


@pytest.mark.sample
def test_all_pages():
    """Reading with next from the first page to the last gives every order exactly once"""
    table = Table(orders(*range(1, 12)))
    first, cursor = page(table, limit="4")
    second, cursor = page(table, cursor, limit="4")
    third, cursor = page(table, cursor, limit="4")
    assert [first, second, third, cursor] == [[11, 10, 9, 8], [7, 6, 5, 4], [3, 2, 1], None]
    # The limit may change from page to page.
    first, cursor = page(table, limit="2")
    second, cursor = page(table, cursor, limit="7")
    third, cursor = page(table, cursor)
    assert [first, second, third, cursor] == [[11, 10], [9, 8, 7, 6, 5, 4, 3], [2, 1], None]


def test_same_created():
    """Orders of the same created come by id descending, and a page may end among them"""
    table = Table([order(number, 100) for number in (3, 9, 1, 7, 12)] + [order(5, 101), order(20, 99)])
    expected = [5, 12, 9, 7, 3, 1, 20]
    for limit in ("1", "2", "3", "7"):
        ids, cursor = page(table, limit=limit)
        assert ids + read_on(table, cursor, limit=limit) == expected
    extreme = Table([order(0, 0), order(-5, 0), order(2**60, 2**60), order(3, -7)])
    ids, cursor = page(extreme, limit="1")
    assert ids + read_on(extreme, cursor, limit="1") == [2**60, 0, -5, 3]


def test_last_page():
    """The next is None if no order follows the page, also if the page is full"""
    table = Table(orders(1, 2, 3, 4))
    assert page(table, limit="4") == ([4, 3, 2, 1], None)
    assert page(table, limit="5") == ([4, 3, 2, 1], None)
    ids, cursor = page(table, limit="3")
    assert page(table, cursor, limit="1") == ([1], None)
    table.delete(1)
    assert page(table, cursor, limit="1") == ([], None)


def test_added_orders():
    """An order that arrives with a newer place doesn't appear later; one that belongs on a following page does"""
    table = Table(orders(10, 20, 30, 40, 50))
    ids, cursor = page(table, limit="2")
    assert ids == [50, 40]
    table.orders += [*orders(60, 45), order(41, 400), order(39, 400), *orders(25)]
    assert read_on(table, cursor, limit="2") == [39, 30, 25, 20, 10]


def test_deleted_orders():
    """Deleted orders move nothing, the last order of a page included"""
    table = Table(orders(*range(1, 9)))
    ids, cursor = page(table, limit="3")
    assert ids == [8, 7, 6]
    table.delete(6)
    table.delete(8)
    ids, cursor = page(table, cursor, limit="2")
    assert ids == [5, 4]
    table.delete(4)
    table.delete(3)
    assert read_on(table, cursor, limit="2") == [2, 1]
    assert page(table, cursor, limit="1")[0] == [2]


@pytest.mark.points(2)
def test_random_changes():
    """Every order that was there all the time comes exactly once, whatever is added or deleted at random"""
    numbers = iter(random.sample(range(10_000), 200))
    table = Table([order(next(numbers), random.randint(0, 30)) for _ in range(60)])
    stayed = {each["id"] for each in table.orders}
    found, cursor = page(table, limit=str(random.randint(1, 6)))
    while cursor is not None:
        for _ in range(random.randint(0, 2)):
            table.orders.append(order(next(numbers), random.randint(0, 30)))
            gone = random.choice([each["id"] for each in table.orders])
            table.delete(gone)
            stayed.discard(gone)
        if random.random() < 0.3:
            table.delete(found[-1])
            stayed.discard(found[-1])
        ids, cursor = page(table, cursor, limit=str(random.randint(1, 6)))
        found += ids
        if len(found) > 150:
            break
    assert len(found) == len(set(found))
    assert stayed <= set(found)


def test_one_select():
    """One call of select per request, never for more than limit + 1 orders, with the place and the status"""
    table = Table([order(1, 5), order(2, 5), order(3, 5), order(4, 5, "paid")])
    assert page(table, limit="3")[0] == [4, 3, 2]
    following = page(table, limit="2", status="new")[1]
    assert page(table, following, limit="2", status="new")[0] == [1]
    page(table)
    assert [call[:2] for call in table.calls] == [(None, None), (None, "new"), ((5, 2), "new"), (None, None)]
    for (_, _, asked), most in zip(table.calls, (4, 3, 3, 21)):
        assert type(asked) is int
        assert asked <= most


def test_limit():
    """A limit has digits only and is 1 to 100"""
    table = Table(orders(*range(1, 130)))
    for limit in (1, 2, 99, 100):
        assert len(page(table, limit=str(limit))[0]) == limit
    assert len(page(table, limit="007")[0]) == 7
    for limit in ("0", "101", "1000", "-1", "+5", "", " ", "5 ", "5.0", "1_0", "ten", "٣", "²", "1e1", "00", "None"):
        refused("limit", limit=limit)
        refused("limit", limit=limit, cursor="x")


def test_status():
    """Only orders with the status are on the pages, and next is None if none of them follows"""
    table = Table([order(number, status=random.choice(["new", "paid"])) for number in range(1, 31)])
    table.orders += [order(31, status="sent"), order(32, status="new"), order(33, status="paid"), order(-1, status="")]
    for status in ("new", "paid", "sent", "lost", ""):
        expected = [each["id"] for each in sorted(table.orders, key=place, reverse=True) if each["status"] == status]
        ids, cursor = page(table, limit="4", status=status)
        assert ids + read_on(table, cursor, limit="4", status=status) == expected
        assert (cursor is None) is (len(expected) <= 4)


def test_other_parameters():
    """Other parameters are ignored, and the query is left as it is"""
    table = Table(orders(1, 2, 3))
    query = {"limit": "2", "offset": "1", "before": "20", "next": "x"}
    assert list_orders(table, SECRET, query)["body"]["items"] == orders(3, 2)
    assert query == {"limit": "2", "offset": "1", "before": "20", "next": "x"}
    cursor = page(table, limit="2")[1]
    assert page(table, cursor, limit="2", offset="0") == ([1], None)


def cursors():
    """Cursors of different places and statuses, with the query that they belong to."""
    table = Table([order(1, 10, "new"), order(2, 10**9, "new"), order(77, 0, "new"), order(10**6, 12345, "new")])
    table.orders += [{**each, "id": each["id"] + 1, "status": "pàid/?&=|:,"} for each in table.orders]
    for query in ({}, {"status": "new"}, {"status": "pàid/?&=|:,"}):
        cursor = None
        while True:
            _, cursor = page(table, cursor, limit="1", **query)
            if cursor is None:
                break
            yield cursor, query, table


def test_alphabet():
    """A cursor has only letters and digits of ASCII, - and _"""
    for cursor, query, table in cursors():
        assert set(cursor) - set(ALPHABET) == set()
        page(table, cursor, **query)


@pytest.mark.points(2)
def test_changed_cursors():
    """A cursor in which any character has been changed, left out or added is invalid"""
    for number, (cursor, query, table) in enumerate(cursors()):
        if number not in (0, 5, 11):
            continue
        for index in range(len(cursor)):
            # The next letter changes the last bit in base64, and mostly one digit in a text.
            other = ALPHABET[(ALPHABET.index(cursor[index]) + 1) % 64]
            refused("cursor", table, cursor=cursor[:index] + other + cursor[index + 1 :], **query)
        for index in range(random.randrange(5), len(cursor), 5):
            other = random.choice(ALPHABET.replace(cursor[index], "") + "é")
            refused("cursor", table, cursor=cursor[:index] + other + cursor[index + 1 :], **query)
            refused("cursor", table, cursor=cursor[:index] + cursor[index + 1 :], **query)
            refused("cursor", table, cursor=cursor[:index] + "." + cursor[index:], **query)
        for end in ("A", "=", "==", "\n", " ", "%", "é", cursor):
            refused("cursor", table, cursor=cursor + end, **query)
        # Bits that an encoding leaves unused are no room for changes, either.
        for other in ALPHABET.replace(cursor[-1], "") + "é":
            refused("cursor", table, cursor=cursor[:-1] + other, **query)
        for start in (" ", "0", "+", "=", "é"):
            refused("cursor", table, cursor=start + cursor, **query)
        if "_" in cursor:
            refused("cursor", table, cursor=cursor.replace("_", "_0", 1), **query)


def test_other_secret():
    """A cursor that wasn't made with this secret is invalid; another process with the same secret continues"""
    table = Table(orders(1, 2, 3))
    cursor = page(table, limit="2", secret=b"one")[1]
    assert page(Table(orders(1, 2)), cursor, secret=bytes(b"one")) == ([1], None)
    for secret in (b"two", b"", b"one "):
        refused("cursor", table, secret, cursor=cursor)
    assert page(table, cursor, secret=b"one") == ([1], None)


def test_cursor_belongs_to_the_status():
    """With another status than that of the page that it came from a cursor is invalid"""
    table = Table([order(number, status="new") for number in range(1, 6)] + [order(9, status="paid"), order(8, status="paid")])
    statuses = [None, "new", "paid", "", "None", "null"]
    for made in ("new", "paid", None):
        query = {} if made is None else {"status": made}
        cursor = page(table, limit="1", **query)[1]
        for used in statuses:
            if used != made:
                refused("cursor", table, cursor=cursor, **({} if used is None else {"status": used}))
        page(table, cursor, **query)


def test_made_up_cursors():
    """A cursor that is empty or made up is invalid"""
    place = json.dumps([20, 2]).encode()
    made_up = ["", " ", "x", "2", "20,2", "20_2", "-", "_", "=", "A" * 43, "é", "\x00", "a.b", "..", "null", "e30", "bnVsbA"]
    made_up += [base64.urlsafe_b64encode(text).decode() for text in (place, b"20:2", b"{}", b"20,2,None")]
    made_up += ["A" * length for length in (4, 64, 88, 120)] + ["0" * 64, "-" * 80, "1-2-" + "0" * 64]
    for cursor in made_up:
        refused("cursor", cursor=cursor)
