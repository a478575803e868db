# Style: a pipeline of generators: rows that may be pushed, then batches of them; push only adds up.
"""Pushes contacts to the newsletter service, once a night."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice


class Busy(Exception):
    """The service asks us to come back later."""


@dataclass
class Result:
    saved: int = 0
    skipped: Counter = field(default_factory=Counter)  # reason -> how many contacts


def normalized(address):
    return (address or "").strip().lower()


def skip_reason(contact, email, seen, suppressed):
    """Why the contact must not be pushed; None if it may."""
    if not email:
        return "no email"
    if contact.get("unsubscribed"):
        return "unsubscribed"
    if email in suppressed:
        return "suppressed"
    if email in seen:
        return "duplicate"
    return None


def send(batch, client, attempts):
    """Save a batch, again while the service is busy; returns how many rows it took."""
    for attempt in range(1, attempts + 1):
        try:
            rejected = client.save_many(batch)
        except Busy:
            if attempt == attempts:
                raise
        else:
            return len(batch) - len(rejected)


def rows(contacts, suppressed, skipped):
    """The rows to push; counts in skipped who isn't among them."""
    seen = set()
    for contact in contacts:
        email = normalized(contact.get("email"))
        if reason := skip_reason(contact, email, seen, suppressed):
            skipped[reason] += 1
        else:
            seen.add(email)
            yield {"email": email, "name": contact.get("name") or ""}


def batches(rows, size):
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


def push(contacts, client, batch_size=50, attempts=3):
    """Save the contacts that may be written to, in batches; says what became of all."""
    suppressed = frozenset(map(normalized, client.suppressed()))
    skipped = Counter()
    to_push = rows(contacts, suppressed, skipped)
    saved = sum(send(batch, client, attempts) for batch in batches(to_push, batch_size))
    return Result(saved, skipped)


def push_lists(lists, client):
    """Push each list; returns for each name how many contacts were saved."""
    return {name: push(contacts, client).saved for name, contacts in lists.items()}


def report(result):
    """One line for the job's log."""
    skipped = sorted(result.skipped.items())
    reasons = ", ".join(f"{count} {reason}" for reason, count in skipped)
    return f"{result.saved} saved, {sum(result.skipped.values())} skipped" + (f" ({reasons})" if reasons else "")
