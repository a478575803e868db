"""Cases for run_report. They look at the order of what the simulated world saw; time decides two of them, with a wide margin."""

import random
import time

import pytest
from answer import run_report

CLOSED = ("closed", "")


def run(pages, limit=10, deadline=20.0):
    """The report, and the events as (event, url) in the order in which they happened."""
    events = []
    report = run_report(pages, limit, deadline, lambda event, url: events.append((event, url)))
    return report, events


def only(events, *names):
    return [event for event in events if event[0] in names]


def most_at_once(events):
    running = most = 0
    for event, _ in events:
        if event == "begin":
            running += 1
        elif event in ("fetched", "refused", "cancelled"):
            running -= 1
        most = max(most, running)
    return most


@pytest.mark.sample
def test_reports_a_total():
    """a page is fetched, parsed and reported with its total"""
    numbers = [random.randrange(1000) for _ in range(random.randrange(2, 6))]
    report, events = run({"/tea": {"body": " ".join(map(str, numbers)), "seconds": 0.1}})
    assert report == {"totals": {"/tea": sum(numbers)}, "failed": {}}
    assert events[:2] == [("begin", "/tea"), ("fetched", "/tea")]
    assert set(only(events, "stored in archive", "stored in search")) == {("stored in archive", "/tea"), ("stored in search", "/tea")}


def test_refused_page_is_tried_again():
    """a page that is refused twice is fetched at the third attempt"""
    report, events = run({"/tea": {"body": "5", "refusals": 2}, "/milk": {"body": "1"}})
    assert report == {"totals": {"/tea": 5, "/milk": 1}, "failed": {}}
    assert [event for event, url in events if url == "/tea"][:6] == ["begin", "refused", "begin", "refused", "begin", "fetched"]


def test_pauses_between_attempts():
    """there is a pause of 0.5 seconds before the second and the third attempt"""
    attempts = []
    run_report({"/tea": {"body": "5", "refusals": 2}}, 1, 20.0, lambda event, url: attempts.append(time.monotonic()) if event == "begin" else None)
    assert len(attempts) == 3
    assert [attempts[1] - attempts[0], attempts[2] - attempts[1]] == pytest.approx([0.5, 0.5], abs=0.1)


def test_other_exceptions_are_not_retried():
    """a fetch that raises another exception than ConnectionError is not tried again, and its page is reported as failed"""
    report, events = run({"/silent": {"seconds": 0.1, "silent": True}, "/good": {"body": "7", "refusals": 1}})
    assert report == {"totals": {"/good": 7}, "failed": {"/silent": "TimeoutError: no answer"}}
    assert events.count(("begin", "/silent")) == 1


@pytest.mark.sample
def test_limit_is_used_and_kept():
    """as many fetches as the limit allows run at once, never more"""
    pages = {f"/{number}": {"body": str(number), "seconds": 0.2} for number in range(7)}
    report, events = run(pages, limit=3)
    assert report == {"totals": {f"/{number}": number for number in range(7)}, "failed": {}}
    assert events[:3] == [("begin", "/0"), ("begin", "/1"), ("begin", "/2")]
    assert most_at_once(events) == 3


def test_next_page_begins_when_one_is_over():
    """the next page begins as soon as any page is over, in the order of the pages"""
    pages = {
        "/slow": {"body": "1", "seconds": 2.0},
        "/b": {"body": "2", "seconds": 0.2},
        "/c": {"body": "3", "seconds": 0.2},
        "/d": {"body": "4", "seconds": 0.2},
    }
    report, events = run(pages, limit=2)
    assert report == {"totals": {"/slow": 1, "/b": 2, "/c": 3, "/d": 4}, "failed": {}}
    assert only(events, "begin", "fetched") == [
        ("begin", "/slow"),
        ("begin", "/b"),
        ("fetched", "/b"),
        ("begin", "/c"),
        ("fetched", "/c"),
        ("begin", "/d"),
        ("fetched", "/d"),
        ("fetched", "/slow"),
    ]


def test_pause_blocks_nobody():
    """while one page pauses before it is tried again, the others go on"""
    report, events = run({"/refused": {"body": "1", "seconds": 0.1, "refusals": 1}, "/other": {"body": "2", "seconds": 0.3}})
    assert report == {"totals": {"/refused": 1, "/other": 2}, "failed": {}}
    assert only(events, "begin", "refused", "fetched") == [
        ("begin", "/refused"),
        ("begin", "/other"),
        ("refused", "/refused"),
        ("fetched", "/other"),
        ("begin", "/refused"),
        ("fetched", "/refused"),
    ]


def test_parsing_blocks_nobody():
    """while one page is being parsed, the others go on"""
    report, events = run({"/thick": {"body": "1 2 3", "seconds": 0.1, "parsing": 1.0}, "/other": {"body": "2", "seconds": 0.3}})
    assert report == {"totals": {"/thick": 6, "/other": 2}, "failed": {}}
    assert only(events, "fetched", "stored in archive") == [
        ("fetched", "/thick"),
        ("fetched", "/other"),
        ("stored in archive", "/other"),
        ("stored in archive", "/thick"),
    ]


def test_stores_of_a_page_overlap():
    """the two stores of a page run at the same time"""
    report, events = run({"/tea": {"body": "4"}})
    assert report == {"totals": {"/tea": 4}, "failed": {}}
    stores = [event for event, _ in events if "stor" in event]
    assert sorted(stores[:2]) == ["storing in archive", "storing in search"]
    assert sorted(stores[2:]) == ["stored in archive", "stored in search"]


@pytest.mark.sample
def test_refused_for_good_is_reported():
    """a page that is refused three times is reported as failed, after three attempts, and the others are not disturbed"""
    report, events = run({"/bad": {"body": "1", "refusals": 99}, "/good": {"body": "2", "seconds": 0.1}})
    assert report == {"totals": {"/good": 2}, "failed": {"/bad": "ConnectionError: refused by the supplier"}}
    assert events.count(("begin", "/bad")) == 3


def test_unexpected_error_is_reported_and_not_retried():
    """a page that can't be parsed is reported with its error, is not fetched again, and the others are not disturbed"""
    report, events = run({"/odd": {"body": "ask us"}, "/good": {"body": "7", "seconds": 0.1}})
    assert report == {"totals": {"/good": 7}, "failed": {"/odd": "ValueError: no list of prices"}}
    assert events.count(("begin", "/odd")) == 1
    assert ("storing in archive", "/odd") not in events


def test_deadline_cancels_a_fetch():
    """at the deadline a running fetch is cancelled for good, and the report comes soon"""
    started = time.monotonic()
    report, events = run({"/hangs": {"body": "1", "seconds": 3.0}}, deadline=0.3)
    took = time.monotonic() - started
    assert report == {"totals": {}, "failed": {"/hangs": "deadline"}}
    assert only(events, "begin", "fetched", "cancelled") == [("begin", "/hangs"), ("cancelled", "/hangs")]
    assert 0.25 < took < 1.5


def test_deadline_keeps_what_was_finished():
    """pages that were finished or had failed before the deadline are reported as always"""
    pages = {
        "/quick": {"body": "1 1"},
        "/odd": {"body": "ask us"},
        "/hangs": {"body": "3", "seconds": 2.5},
    }
    report, _ = run(pages, deadline=0.8)
    assert report == {"totals": {"/quick": 2}, "failed": {"/odd": "ValueError: no list of prices", "/hangs": "deadline"}}


def test_waiting_pages_never_begin_after_the_deadline():
    """a page that was still waiting for its turn at the deadline never begins"""
    report, events = run({"/hangs": {"body": "1", "seconds": 2.0}, "/waits": {"body": "2"}}, limit=1, deadline=0.3)
    assert report == {"totals": {}, "failed": {"/hangs": "deadline", "/waits": "deadline"}}
    assert only(events, "begin") == [("begin", "/hangs")]


@pytest.mark.parametrize(
    ("pages", "deadline"),
    [
        ({"/tea": {"body": "4"}}, 20.0),
        ({"/odd": {"body": "ask us"}, "/tea": {"body": "4"}}, 20.0),
        ({"/tea": {"body": "4"}, "/hangs": {"body": "1", "seconds": 2.0}}, 0.6),
    ],
    ids=["all is well", "a page fails", "the deadline comes"],
)
def test_close_is_the_last_step(pages, deadline):
    """close is completed once and as the last step, whatever happened"""
    _, events = run(pages, deadline=deadline)
    assert ("stored in search", "/tea") in events
    assert events.count(CLOSED) == 1
    assert events[-1] == CLOSED
