# fails: test_no_call_without_rows, test_reads_only_what_a_batch_needs, test_rejected_rows, test_suppression_list, test_skipped_contacts_take_no_room, test_duplicates_across_batches, test_any_export, test_push_lists
# Cuts the export into batches and skips inside of each: batches with gaps, and one without any row still makes a call.
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


def push(contacts, client, batch_size=50, attempts=3):
    """Save the contacts that may be written to, in batches; says what became of all."""
    result = Result()
    seen = set()
    suppressed = {normalized(address) for address in client.suppressed()}
    contacts = iter(contacts)
    while chunk := list(islice(contacts, batch_size)):
        batch = []
        for contact in chunk:
            email = normalized(contact.get("email"))
            reason = skip_reason(contact, email, seen, suppressed)
            if reason:
                result.skipped[reason] += 1
                continue
            seen.add(email)
            batch.append({"email": email, "name": contact.get("name") or ""})
        result.saved += send(batch, client, attempts)
    return result


def push_lists(lists, client):
    """Push each list; returns for each name how many contacts were saved."""
    return {name: push(contacts, client).saved for name, contacts in lists.items()}


def report(result):
    """One line for the job's log."""
    skipped = sorted(result.skipped.items())
    reasons = ", ".join(f"{count} {reason}" for reason, count in skipped)
    return f"{result.saved} saved, {sum(result.skipped.values())} skipped" + (f" ({reasons})" if reasons else "")
