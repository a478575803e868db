import random

import pytest
from answer import Busy, push, push_lists, report


class Client:
    """The service: remembers all calls, and what had been read of the export at each."""

    def __init__(self, suppressed=(), rejects=(), busy=0, error=Busy) -> None:
        self.calls = []
        self.read_at_call = []
        self.asked = 0
        self.read = 0
        self._suppressed = list(suppressed)
        self._rejects = set(rejects)
        self._busy = busy
        self._error = error

    def suppressed(self):
        self.asked += 1
        return list(self._suppressed)

    def save_many(self, rows):
        self.calls.append([dict(row) for row in rows])
        self.read_at_call.append(self.read)
        if self._busy:
            self._busy -= 1
            raise self._error("later")
        return [row["email"] for row in rows if row["email"] in self._rejects]

    def export(self, contacts):
        """The contacts as a generator that counts how far it was read."""
        for contact in contacts:
            self.read += 1
            yield contact

    @property
    def saved(self) -> list:
        return [[row["email"] for row in call] for call in self.calls]


def people(*names) -> list:
    return [{"email": f"{name}@example.org", "name": name.title()} for name in names]


def told(result) -> tuple:
    return result.saved, dict(result.skipped)


def at(*names) -> list:
    return [f"{name}@example.org" for name in names]


@pytest.mark.sample
def test_batches_are_full_but_for_the_last():
    """every batch is full, but for the last one"""
    for count, sizes in ((1, [1]), (3, [3]), (4, [3, 1]), (6, [3, 3]), (8, [3, 3, 2])):
        client = Client()
        contacts = people(*(f"p{number}" for number in range(count)))
        assert told(push(contacts, client, batch_size=3)) == (count, {})
        assert [len(call) for call in client.calls] == sizes
        assert [row for call in client.calls for row in call] == contacts
    client = Client()
    assert told(push(people(*(f"p{number}" for number in range(101))), client)) == (101, {})
    assert [len(call) for call in client.calls] == [50, 50, 1]


@pytest.mark.sample
def test_addresses_are_normalized():
    """addresses are normalized, stripped and in lower case, and pushed like that"""
    client = Client()
    contacts = [{"email": "  Ada@Example.ORG\n", "name": " Ada "}]
    assert told(push(contacts, client)) == (1, {})
    assert client.calls == [[{"email": "ada@example.org", "name": " Ada "}]]


@pytest.mark.sample
def test_reasons():
    """contacts that must not be written to are skipped, and counted for each reason that occurred"""
    client = Client(suppressed=at("bob"))
    contacts = [*people("ada", "bob", "ada", "cy", "ada"), {"email": None, "name": "Nil"}, {"name": "Nil"}]
    contacts += [{"email": "  ", "name": "Nil"}, {"email": "dee@example.org", "name": "Dee", "unsubscribed": True}]
    contacts += [{"email": "eve@example.org", "name": "Eve", "unsubscribed": False}]
    assert told(push(contacts, client)) == (3, {"suppressed": 1, "duplicate": 2, "no email": 3, "unsubscribed": 1})
    assert client.saved == [at("ada", "cy", "eve")]


def test_no_call_without_rows():
    """without a row to save there is no call"""
    client = Client(suppressed=at("ada"))
    assert told(push([], client)) == (0, {})
    assert told(push(people("ada", "ada"), client)) == (0, {"suppressed": 2})
    assert client.calls == []
    assert told(push(people("bob", "cy", "ada"), client, batch_size=2)) == (2, {"suppressed": 1})
    assert client.saved == [at("bob", "cy")]


def test_reads_only_what_a_batch_needs():
    """a full batch is sent before the next contact is read, from a generator too"""
    client = Client(suppressed=at("gone"))
    contacts = people("gone", "ada", "bob", "gone", "ada", "cy", "dee", "gone", "eve", "gone")
    assert told(push(client.export(contacts), client, batch_size=2)) == (5, {"suppressed": 4, "duplicate": 1})
    assert client.saved == [at("ada", "bob"), at("cy", "dee"), at("eve")]
    assert client.read_at_call == [3, 7, 10]
    client = Client()
    push(client.export(people("ada", "bob")), client, batch_size=1)
    assert client.read_at_call == [1, 2]


@pytest.mark.points(2)
def test_busy_service():
    """if the service is busy, the same batch is tried again, at most attempts times in all; then Busy is raised, any other error at once"""
    client = Client(busy=2)
    assert told(push(people("ada", "bob", "cy", "ada"), client, batch_size=2)) == (3, {"duplicate": 1})
    assert client.saved == [at("ada", "bob")] * 3 + [at("cy")]
    assert client.asked == 1
    client = Client(busy=3)
    with pytest.raises(Busy):
        push(people("ada", "bob", "cy"), client, batch_size=2)
    assert client.saved == [at("ada", "bob")] * 3
    client = Client(busy=1)
    with pytest.raises(Busy):
        push(people("ada"), client, attempts=1)
    assert client.saved == [at("ada")]
    client = Client(busy=4)
    assert told(push(people("ada"), client, attempts=5)) == (1, {})
    client = Client(busy=2, error=ConnectionError)
    with pytest.raises(ConnectionError):
        push(people("ada", "bob"), client)
    assert client.saved == [at("ada", "bob")]


def test_rejected_rows():
    """rows that the service rejected are neither saved nor skipped; the same address again is a duplicate"""
    client = Client(rejects=at("bob", "dee"))
    assert told(push(people("ada", "bob", "cy", "bob", "dee", "eve"), client, batch_size=2)) == (3, {"duplicate": 1})
    assert client.saved == [at("ada", "bob"), at("cy", "dee"), at("eve")]
    client = Client(rejects=at("bob"))
    assert told(push(people("bob"), client)) == (0, {})


def test_contact_without_a_name():
    """a contact without a name, or whose name is None, is pushed with an empty one"""
    client = Client()
    contacts = [{"email": "ada@example.org"}, {"email": "bob@example.org", "name": None}, *people("cy")]
    assert told(push(contacts, client)) == (3, {})
    assert [row["name"] for row in client.calls[0]] == ["", "", "Cy"]


def test_order_of_reasons():
    """a contact is skipped for the first of the reasons that holds"""
    client = Client(suppressed=["bob@example.org", ""])
    contacts = [
        *people("ada"),
        {"email": " ", "unsubscribed": True},
        {"email": "BOB@example.org", "unsubscribed": True},
        {"email": "ada@example.org", "unsubscribed": True},
        *people("bob", "bob"),
    ]
    assert told(push(contacts, client)) == (1, {"no email": 1, "unsubscribed": 2, "suppressed": 2})
    client = Client()
    contacts = [{"email": "ada@example.org", "unsubscribed": True}, *people("ada", "ada")]
    assert told(push(contacts, client)) == (1, {"unsubscribed": 1, "duplicate": 1})
    assert client.saved == [at("ada")]


def test_suppression_list():
    """the suppression list counts however people typed it, and is asked once for each push"""
    client = Client(suppressed=[" Bob@Example.org", "CY@EXAMPLE.ORG "])
    contacts = [*people("ada", "bob", "dee"), {"email": "Cy@example.org", "name": "Cy"}, *people("eve")]
    assert told(push(contacts, client, batch_size=1)) == (3, {"suppressed": 2})
    assert client.saved == [at("ada"), at("dee"), at("eve")]
    assert client.asked == 1


def test_prints_nothing(capsys):
    """push prints nothing: addresses don't belong in the job's output"""
    client = Client(suppressed=at("bob"), rejects=at("cy"), busy=1)
    assert told(push(people("ada", "bob", "cy"), client)) == (1, {"suppressed": 1})
    push_lists({"news": people("ada")}, client)
    assert capsys.readouterr().out == ""


def test_report():
    """report makes the log's line"""
    client = Client(suppressed=at("bob"), rejects=at("cy"))
    result = push(people("ada", "bob", "cy", "ada", "ada", "dee"), client)
    assert report(result) == "2 saved, 3 skipped (2 duplicate, 1 suppressed)"
    assert report(push(people("ada"), client)) == "1 saved, 0 skipped"


@pytest.mark.points(2)
def test_skipped_contacts_take_no_room():
    """a skipped contact takes up no room in a batch, and triggers no call"""
    client = Client(suppressed=at("bob"))
    contacts = people("ada", "bob", "ada", "cy", "bob", "bob", "dee", "eve", "bob", "fay", "gil", "bob")
    assert told(push(contacts, client, batch_size=3)) == (6, {"suppressed": 5, "duplicate": 1})
    assert client.saved == [at("ada", "cy", "dee"), at("eve", "fay", "gil")]


@pytest.mark.points(2)
def test_duplicates_across_batches():
    """the same address is a duplicate in the same push, in whichever batch it was taken"""
    client = Client()
    contacts = people("ada", "bob", "cy", "ada", "dee", "bob", "eve", "cy")
    assert told(push(contacts, client, batch_size=2)) == (5, {"duplicate": 3})
    assert client.saved == [at("ada", "bob"), at("cy", "dee"), at("eve")]
    assert told(push(people("ada"), client)) == (1, {})


@pytest.mark.points(2)
def test_push_lists():
    """push_lists returns the number saved for each list; somebody may be on several lists"""
    client = Client(suppressed=at("bob"), rejects=at("cy"))
    lists = {"news": people("ada", "bob", "dee"), "offers": people("ada", "cy", "ada")}
    assert push_lists(lists, client) == {"news": 2, "offers": 1}
    assert client.asked == 2
    assert push_lists({"empty": [], "none": people("bob")}, client) == {"empty": 0, "none": 0}
    assert push_lists({}, client) == {}
    assert client.saved == [at("ada", "dee"), at("ada", "cy")]


@pytest.mark.points(2)
def test_any_export():
    """whatever is in the export, batches are full, and each contact is saved, rejected, or skipped for its reason"""
    names = [f"p{number}" for number in range(12)]
    chosen = random.sample(names, 4)
    suppressed, rejects = set(at(*chosen[:2])), set(at(*chosen[2:]))
    everybody = [(name, False) for name in names]
    many = [(name, random.random() < 0.1) for name in random.choices(names, k=30)]
    contacts, taken, skipped = [], [], {}
    for name, unsubscribed in random.sample(everybody + many, k=42):
        (email,) = at(name)
        typed = random.choice((email, email.upper(), f" {email} "))
        contacts.append({"email": typed, "name": name, "unsubscribed": unsubscribed})
        if unsubscribed:
            reason = "unsubscribed"
        elif email in suppressed:
            reason = "suppressed"
        else:
            reason = "duplicate" if email in taken else None
        if reason:
            skipped[reason] = skipped.get(reason, 0) + 1
        else:
            taken.append(email)
    saved = [email for email in taken if email not in rejects]
    for size in (1, random.randint(2, 5), 50):
        client = Client(suppressed, rejects)
        assert told(push(contacts, client, batch_size=size)) == (len(saved), skipped)
        assert client.saved == [taken[start : start + size] for start in range(0, len(taken), size)]
