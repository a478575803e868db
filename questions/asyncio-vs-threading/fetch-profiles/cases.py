"""Cases for fetch_profiles. `Service` stands for the profile service: it takes its time and notes who was asked for."""

import asyncio
import random
import time

import pytest
from answer import fetch_profiles


def at(seconds):
    """A time on the virtual clock, where computing costs microseconds."""
    return pytest.approx(seconds, abs=0.05)


def found(user_id):
    return {"id": user_id, "profile": {"name": user_id.title()}}


def failed(user_id, error):
    return {"id": user_id, "error": error}


class Service:
    """Answers after a second, or after `seconds[user_id]`, with an exception if `errors` has one for the id."""

    def __init__(self, seconds=(), errors=(), profiles=()) -> None:
        self.seconds, self.errors, self.profiles = dict(seconds), dict(errors), dict(profiles)
        self.begin = time.monotonic()
        self.asked: list[str] = []
        self.answered: list[str] = []
        self.cancelled: list[str] = []

    def now(self) -> float:
        return time.monotonic() - self.begin

    async def fetch(self, user_id):
        self.asked.append(user_id)
        try:
            await asyncio.sleep(self.seconds.get(user_id, 1.0))
        except asyncio.CancelledError:
            self.cancelled.append(user_id)
            raise
        self.answered.append(user_id)
        if user_id in self.errors:
            raise self.errors[user_id]
        return self.profiles.get(user_id, {"name": user_id.title()})


@pytest.mark.sample
async def test_ten_take_a_second():
    """ten fetches of a second each take one second"""
    service = Service()
    ids = [f"user {number}" for number in range(10)]
    assert await fetch_profiles(ids, service.fetch, 5) == [found(user_id) for user_id in ids]
    assert service.now() == at(1)
    assert sorted(service.asked) == ids


@pytest.mark.sample
async def test_order_of_ids():
    """the entries are in the order of ids, whichever fetch ends first"""
    service = Service(seconds={"cleo": 0.3, "ada": 0.2, "bob": 0.1})
    assert await fetch_profiles(["cleo", "ada", "bob"], service.fetch, 5) == [found("cleo"), found("ada"), found("bob")]
    assert service.now() == at(0.3)


async def test_any_profile():
    """whatever fetch returns is the profile, also None or an empty dict"""
    profiles = {"ada": None, "bob": {}, "cleo": "", "dan": 0, "eve": {"error": "timeout"}}
    service = Service(profiles=profiles)
    expected = [{"id": user_id, "profile": profile} for user_id, profile in profiles.items()]
    assert await fetch_profiles(list(profiles), service.fetch, 5) == expected


async def test_random_team():
    """each of the ids has its own entry, in their order: a profile, unavailable or timeout"""
    names = [f"user {number}" for number in random.sample(range(100), 12)]
    good, broken, late = names[:6], names[6:9], names[9:]
    seconds = {user_id: random.uniform(0.1, 0.9) for user_id in good + broken} | {user_id: random.uniform(1.5, 3) for user_id in late}
    entries = {user_id: found(user_id) for user_id in good}
    entries |= {user_id: failed(user_id, "unavailable") for user_id in broken} | {user_id: failed(user_id, "timeout") for user_id in late}
    ids = names + random.sample(names, 4)
    random.shuffle(ids)
    service = Service(seconds, errors={user_id: ConnectionError("no answer") for user_id in broken})
    assert await fetch_profiles(ids, service.fetch, 1) == [entries[user_id] for user_id in ids]
    assert service.now() == at(1)
    assert sorted(service.asked) == sorted(names)


@pytest.mark.sample
async def test_failure_is_an_entry():
    """a ConnectionError, or a subclass of it, makes an unavailable entry and doesn't disturb the others"""
    errors = {"bob": ConnectionError("no answer"), "dan": ConnectionResetError("line cut")}
    service = Service(seconds={"bob": 0.1, "cleo": 0.5, "dan": 0.2}, errors=errors)
    entries = await fetch_profiles(["ada", "bob", "cleo", "dan"], service.fetch, 5)
    assert entries == [found("ada"), failed("bob", "unavailable"), found("cleo"), failed("dan", "unavailable")]
    assert service.now() == at(1)


@pytest.mark.parametrize("error", [KeyError("name"), PermissionError("not for you"), RuntimeError("a bug")], ids=["key", "permission", "runtime"])
async def test_other_exceptions(error):
    """the call raises other exceptions itself, not a group around one"""
    service = Service(seconds={"bob": 0.5}, errors={"bob": error, "cleo": ConnectionError("no answer")})
    with pytest.raises(type(error)) as caught:
        await fetch_profiles(["ada", "bob", "cleo"], service.fetch, 5)
    assert caught.value is error


async def test_late_is_an_entry():
    """a fetch that takes longer than timeout makes a timeout entry; the others keep theirs"""
    service = Service(seconds={"bob": 9, "cleo": 1.9, "dan": 2.1}, errors={"ada": ConnectionError("no answer"), "dan": KeyError("too late")})
    entries = await fetch_profiles(["ada", "bob", "cleo", "dan"], service.fetch, 2)
    assert entries == [failed("ada", "unavailable"), failed("bob", "timeout"), found("cleo"), failed("dan", "timeout")]


async def test_several_are_late():
    """the call takes no longer than timeout, however many fetches are late"""
    service = Service(seconds={"ada": 9, "bob": 3, "cleo": 9, "eve": 2.5})
    entries = await fetch_profiles(["ada", "bob", "cleo", "dan", "eve"], service.fetch, 2)
    assert entries == [*(failed(user_id, "timeout") for user_id in ("ada", "bob", "cleo")), found("dan"), failed("eve", "timeout")]
    assert service.now() == at(2)


async def test_late_is_cancelled():
    """a fetch that still runs after timeout seconds is cancelled, and no other one"""
    service = Service(seconds={"bob": 2.5})
    assert await fetch_profiles(["ada", "bob"], service.fetch, 2) == [found("ada"), failed("bob", "timeout")]
    await asyncio.sleep(5)
    assert service.cancelled == ["bob"]
    assert service.answered == ["ada"]


async def test_id_given_twice():
    """an id that is given twice is fetched once, and has its entry at both places"""
    service = Service(errors={"bob": ConnectionError("no answer")})
    entries = await fetch_profiles(["bob", "ada", "cleo", "ada", "bob"], service.fetch, 5)
    assert entries == [failed("bob", "unavailable"), found("ada"), found("cleo"), found("ada"), failed("bob", "unavailable")]
    assert sorted(service.asked) == ["ada", "bob", "cleo"]
    assert service.now() == at(1)


async def test_calls_keep_nothing():
    """nothing is kept from one call to the next: each fetches again"""
    service = Service()
    assert await fetch_profiles(["ada", "bob"], service.fetch, 5) == [found("ada"), found("bob")]
    service.profiles["ada"] = {"name": "Ada L."}
    service.errors["bob"] = ConnectionError("no answer")
    assert await fetch_profiles(["bob", "ada"], service.fetch, 5) == [failed("bob", "unavailable"), {"id": "ada", "profile": {"name": "Ada L."}}]
    assert sorted(service.asked) == ["ada", "ada", "bob", "bob"]


async def test_ids_read_once():
    """ids may be any iterable that can be read only once, also one without any strings"""
    service = Service()
    assert await fetch_profiles((user_id for user_id in ("bob", "ada", "bob")), service.fetch, 5) == [found("bob"), found("ada"), found("bob")]
    assert await fetch_profiles(iter(()), service.fetch, 5) == []
    assert await fetch_profiles([], service.fetch, 5) == []
    assert sorted(service.asked) == ["ada", "bob"]
