"""A store in which others write, at the moment that a case says, and several desks in front of it."""

import json
import random

import pytest
from answer import TicketDesk

NO_EVENT = (404, {"error": "no such event"})
NO_ORDER = (404, {"error": "no such order"})
SOLD_OUT = (409, {"error": "sold out"})
BUSY = (503, {"error": "busy"})


class Store:
    """Documents as JSON texts with versions. `after_get` and `before_put` are changes by others: each is made once, at its moment."""

    def __init__(self, **events) -> None:
        self.known: set[str] = set()
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.puts = 0
        self.after_get: list = []
        self.before_put: list = []
        for name, document in events.items():
            self.write(name, document)

    def get(self, key):
        found = (None, 0) if key not in self.texts else (json.loads(self.texts[key]), self.versions[key])
        if self.after_get:
            self.after_get.pop(0)()
        return found

    def put(self, key, value, version):
        self.puts += 1
        if self.before_put:
            self.before_put.pop(0)()
        if key not in self.known:
            pytest.fail(f"no other key is to be used, but {key!r} is")
        if self.versions.get(key, 0) != version:
            return False
        self.texts[key] = json.dumps(value)
        self.versions[key] = version + 1
        return True

    def write(self, name, document) -> None:
        """Another program's unconditional write."""
        key = f"event:{name}"
        self.known.add(key)
        self.texts[key] = json.dumps(document)
        self.versions[key] = self.versions.get(key, 6) + 1

    def remove(self, name) -> None:
        del self.texts[f"event:{name}"], self.versions[f"event:{name}"]

    def document(self, name) -> dict:
        return json.loads(self.texts[f"event:{name}"])


def event(capacity=10, following=1, **orders) -> dict:
    return {"capacity": capacity, "next": following, "orders": orders}


def post(desk, order, count, name="jazz"):
    return desk.handle({"method": "POST", "path": f"/events/{name}/orders", "body": {"order": order, "count": count}})


def delete(desk, order, name="jazz"):
    return desk.handle({"method": "DELETE", "path": f"/events/{name}/orders/{order}", "body": {}})


def show(desk, name="jazz"):
    return desk.handle({"method": "GET", "path": f"/events/{name}", "body": {}})


def ordered(order, *tickets, status=201):
    return status, {"order": order, "tickets": list(tickets)}


def shown(capacity, left):
    return 200, {"capacity": capacity, "left": left}


@pytest.mark.sample
def test_order_is_seen_at_every_replica():
    """An order made at one replica is there at any other, and the next order gets the next numbers"""
    store = Store(jazz=event(10), folk=event(4, following=3, x=[1, 2]))
    one, other = TicketDesk(store), TicketDesk(store)
    assert show(other) == shown(10, 10)
    assert post(one, "a", 2) == ordered("a", 1, 2)
    assert show(other) == shown(10, 8)
    assert post(other, "b", 1) == ordered("b", 3)
    assert post(one, "c", 3) == ordered("c", 4, 5, 6)
    assert post(one, "c", 1, "folk") == ordered("c", 3)
    assert show(one) == shown(10, 4)
    assert show(other, "folk") == shown(4, 1)
    assert post(other, "c", 1, "rock") == show(one, "rock") == NO_EVENT


@pytest.mark.sample
def test_repeated_order():
    """An order sent again gets 200 and the tickets it has, at any replica, whatever the count says"""
    store = Store(jazz=event(3))
    one, other = TicketDesk(store), TicketDesk(store)
    assert post(one, "a", 2) == ordered("a", 1, 2)
    assert post(other, "a", 2) == ordered("a", 1, 2, status=200)
    assert post(other, "a", 9) == ordered("a", 1, 2, status=200)
    assert post(TicketDesk(store), "a", 1) == ordered("a", 1, 2, status=200)
    assert show(TicketDesk(store)) == shown(3, 1)


@pytest.mark.sample
def test_document_after_each_answer():
    """The change is in the store when the answer is given"""
    store = Store(jazz=event(10, following=5, x=[4]))
    desk = TicketDesk(store)
    assert post(desk, "a", 2) == ordered("a", 5, 6)
    assert store.document("jazz") == event(10, following=7, x=[4], a=[5, 6])
    assert delete(desk, "x") == (204, {})
    assert store.document("jazz") == event(10, following=7, a=[5, 6])


def test_cancelled_order():
    """A deleted order makes room, and its numbers aren't given again"""
    store = Store(jazz=event(4))
    one, other = TicketDesk(store), TicketDesk(store)
    assert post(one, "a", 1) == ordered("a", 1)
    assert post(one, "b", 3) == ordered("b", 2, 3, 4)
    assert delete(other, "b") == (204, {})
    assert delete(one, "b") == NO_ORDER
    assert delete(one, "b", "rock") == NO_EVENT
    assert show(one) == shown(4, 3)
    assert post(one, "b", 2) == ordered("b", 5, 6)
    assert post(other, "c", 1) == ordered("c", 7)
    assert show(other) == shown(4, 0)


def test_sold_out():
    """A new order may take all that are left; one for more is refused as sold out"""
    store = Store(jazz=event(5, following=8, x=[2, 7]))
    one, other = TicketDesk(store), TicketDesk(store)
    assert post(one, "a", 4) == SOLD_OUT
    assert post(other, "a", 3) == ordered("a", 8, 9, 10)
    assert post(one, "b", 1) == SOLD_OUT
    assert post(one, "a", 3) == ordered("a", 8, 9, 10, status=200)
    store.write("jazz", event(2, following=11, a=[8, 9, 10]))
    assert post(one, "b", 1) == SOLD_OUT


def test_changes_of_other_programs():
    """What other programs change in an event's document holds from the next request on"""
    store = Store(jazz=event(2))
    desk = TicketDesk(store)
    assert post(desk, "a", 2) == ordered("a", 1, 2)
    assert post(desk, "b", 1, "folk") == NO_EVENT
    store.write("jazz", event(5, following=3, a=[1, 2]))
    store.write("folk", event(1))
    assert show(desk) == shown(5, 3)
    assert post(desk, "b", 1) == ordered("b", 3)
    assert post(desk, "b", 1, "folk") == ordered("b", 1)
    store.write("jazz", event(5, following=20, x=[19]))
    assert post(desk, "a", 1) == ordered("a", 20)
    assert delete(desk, "b") == NO_ORDER
    store.remove("jazz")
    assert show(desk) == post(desk, "a", 2) == delete(desk, "a") == NO_EVENT


def test_stores_are_kept_apart():
    """All there is, is in the store handed in: desks with different stores know nothing of each other"""
    stores = [Store(jazz=event(3)), Store(jazz=event(3))]
    for store in stores:
        desk = TicketDesk(store)
        assert post(desk, "a", 2) == ordered("a", 1, 2)
        assert post(desk, "b", 1) == ordered("b", 3)
        assert store.document("jazz") == event(3, following=4, a=[1, 2], b=[3])


def test_further_entries_stay():
    """Further entries of a document stay as they are"""
    further = {"title": f"Jazz {random.randrange(1000)}", "prices": {"front": 40, "back": [20, 25]}, "seen": None}
    store = Store(jazz=further | event(5))
    desk = TicketDesk(store)
    assert post(desk, "a", 1) == ordered("a", 1)
    assert post(desk, "b", 2) == ordered("b", 2, 3)
    assert store.document("jazz") == further | event(5, following=4, a=[1], b=[2, 3])
    assert delete(desk, "a") == (204, {})
    assert store.document("jazz") == further | event(5, following=4, b=[2, 3])


def test_nothing_to_put():
    """A request that changes nothing (a reading, an order sent again, a refusal) doesn't put"""
    store = Store(jazz=event(5))
    desk = TicketDesk(store)
    assert post(desk, "a", 4) == ordered("a", 1, 2, 3, 4)
    assert store.puts == 1
    assert post(desk, "a", 4) == ordered("a", 1, 2, 3, 4, status=200)
    assert post(desk, "b", 2) == SOLD_OUT
    assert delete(desk, "b") == NO_ORDER
    assert show(desk) == shown(5, 1)
    assert show(desk, "rock") == post(desk, "a", 1, "rock") == delete(desk, "a", "rock") == NO_EVENT
    assert store.puts == 1
    assert delete(desk, "a") == (204, {})
    assert store.puts == 2


@pytest.mark.points(2)
def test_version_of_the_document_read():
    """A change is put with the version that came with the document it was made from"""
    store = Store(jazz=event(5))
    desk = TicketDesk(store)
    store.after_get.append(lambda: store.write("jazz", event(5, following=3, x=[1, 2])))
    assert post(desk, "a", 1) == ordered("a", 3)
    assert store.document("jazz") == event(5, following=4, x=[1, 2], a=[3])
    store.after_get.append(lambda: store.write("jazz", event(5, following=5, x=[1, 2], a=[3], y=[4])))
    assert delete(desk, "x") == (204, {})
    assert store.document("jazz") == event(5, following=5, a=[3], y=[4])


@pytest.mark.points(2)
def test_decides_anew():
    """When a put returns False, an order is decided anew: other numbers, sold out, no such event"""
    store = Store(jazz=event(6))
    desk = TicketDesk(store)
    store.before_put.append(lambda: store.write("jazz", event(6, following=3, x=[1, 2])))
    store.before_put.append(lambda: store.write("jazz", event(6, following=4, x=[1, 2], y=[3])))
    assert post(desk, "a", 1) == ordered("a", 4)
    assert store.document("jazz") == event(6, following=5, x=[1, 2], y=[3], a=[4])

    taken = event(6, following=6, x=[1, 2], y=[3], a=[4], z=[5])
    store.before_put.append(lambda: store.write("jazz", taken))
    assert post(desk, "b", 2) == SOLD_OUT
    assert store.document("jazz") == taken

    store.write("folk", event(6))
    store.after_get.append(lambda: store.remove("folk"))
    assert post(desk, "b", 2, "folk") == NO_EVENT


@pytest.mark.points(2)
def test_same_order_at_two_replicas():
    """The very order that another replica has made meanwhile gets 200 and its tickets"""
    store = Store(jazz=event(6))
    desk = TicketDesk(store)
    made = event(6, following=3, a=[1, 2])
    store.before_put.append(lambda: store.write("jazz", made))
    assert post(desk, "a", 2) == ordered("a", 1, 2, status=200)
    assert store.document("jazz") == made
    assert store.puts == 1


def test_cancellations_that_meet():
    """When a put returns False, a deletion is decided anew: others' orders stay, and there may be no such order any more"""
    store = Store(jazz=event(6, following=3, a=[1], b=[2]))
    desk = TicketDesk(store)
    store.before_put.append(lambda: store.write("jazz", event(6, following=4, a=[1], b=[2], c=[3])))
    assert delete(desk, "a") == (204, {})
    assert store.document("jazz") == event(6, following=4, b=[2], c=[3])
    store.before_put.append(lambda: store.write("jazz", event(6, following=4, c=[3])))
    assert delete(desk, "b") == NO_ORDER
    assert store.document("jazz") == event(6, following=4, c=[3])


@pytest.mark.points(2)
@pytest.mark.parametrize("attempts", [1, 3, None])
def test_gives_up(attempts):
    """Puts at most `attempts` times, by default 5, then answers 503 and has changed nothing"""
    store = Store(jazz=event(20))
    desk = TicketDesk(store) if attempts is None else TicketDesk(store, attempts=attempts)
    allowed = attempts or 5
    document = event(20, following=3, x=[1, 2])

    def meanwhile():
        store.write("jazz", document)

    for request in (lambda: post(desk, "a", 1), lambda: delete(desk, "x")):
        store.puts = 0
        store.before_put = [meanwhile] * 100
        assert request() == BUSY
        assert store.puts == allowed
        assert store.document("jazz") == document

    store.puts = 0
    store.before_put = [meanwhile] * (allowed - 1)
    assert post(desk, "a", 1) == ordered("a", 3)
    assert store.puts == allowed
    store.puts = 0
    store.before_put = [meanwhile] * (allowed - 1)
    assert delete(desk, "x") == (204, {})
    assert store.puts == allowed


def test_random_requests():
    """Random requests at any replica get the next numbers, the tickets they have, or a refusal"""
    capacity = random.randrange(8, 15)
    store = Store(jazz=event(capacity))
    desks = [TicketDesk(store) for _ in range(3)]
    orders: dict[str, list[int]] = {}
    following = 1
    for _ in range(40):
        desk, order, count = random.choice(desks), random.choice("abcdef"), random.randrange(1, 5)
        room = capacity - sum(len(tickets) for tickets in orders.values())
        if random.random() < 0.3:
            expected = (204, {}) if order in orders else NO_ORDER
            orders.pop(order, None)
            assert delete(desk, order) == expected
        elif order in orders:
            assert post(desk, order, count) == ordered(order, *orders[order], status=200)
        elif count > room:
            assert post(desk, order, count) == SOLD_OUT
        else:
            orders[order] = list(range(following, following + count))
            following += count
            assert post(desk, order, count) == ordered(order, *orders[order])
        assert store.document("jazz") == event(capacity, following, **orders)
    for order in orders:
        assert delete(random.choice(desks), order) == (204, {})
    assert post(desks[0], "g", 1) == ordered("g", following)
    assert delete(desks[1], "g") == (204, {})
    assert post(desks[0], "g", 1) == ordered("g", following + 1)
