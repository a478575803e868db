import asyncio
import unittest

import pytest
from answer import Store, double, fails


async def test_plain():
    assert await double(2) == 4


async def test_wrong():
    assert await double(2) == 5


async def test_error():
    await fails(ValueError("no"))


async def test_raises():
    with pytest.raises(KeyError, match="gone"):
        await fails(KeyError("gone"))


async def test_raises_the_wrong_one():
    with pytest.raises(KeyError):
        await fails(ValueError("no"))


@pytest.mark.parametrize("value, expected", [(1, 2), (2, 5), ("a", "aa")])
async def test_parametrized(value, expected):
    assert await double(value) == expected


@pytest.mark.xfail(strict=True)
async def test_expected_to_fail():
    assert await double(1) == 3


@pytest.mark.skip
async def test_skipped():
    await fails(ValueError())


async def test_skips_itself():
    await double(1)
    pytest.skip("not now")


@pytest.fixture
async def number():
    return await double(5)


@pytest.fixture
async def store():
    made = Store()
    await made.connect()
    yield made
    await made.close()


@pytest.fixture
async def filled(store, number):
    await store.put("number", number)
    return store


@pytest.fixture
async def breaks():
    await fails(RuntimeError("set up"))


@pytest.fixture
async def breaks_later():
    yield await double(1)
    await fails(RuntimeError("torn down"))


@pytest.fixture(params=[1, 2])
async def doubled(request):
    return await double(request.param)


@pytest.fixture
def sync_one():
    return 1


async def test_fixture(number):
    assert number == 10


async def test_generator_fixture(store):
    await store.put("a", 1)
    assert await store.get("a") == 1


async def test_fixtures_of_fixtures(filled, sync_one):
    assert await filled.get("number") == 10 * sync_one


async def test_fixture_fails(breaks):
    pass


async def test_fixture_fails_in_the_end(breaks_later):
    assert breaks_later == 2


async def test_parametrized_fixture(doubled):
    assert doubled == 2


@pytest.fixture
async def task():
    async def forever():
        await asyncio.sleep(3600)

    made = asyncio.create_task(forever())
    yield made
    made.cancel()
    with pytest.raises(asyncio.CancelledError):
        await made


async def test_a_task_lives_from_setup_to_teardown(task):
    await asyncio.sleep(0)
    assert not task.done()


class TestMethods:
    @pytest.fixture
    async def mine(self):
        yield await double(3)

    async def test_plain(self, mine):
        assert mine == 6

    @pytest.mark.parametrize("value", [1, 2])
    async def test_parametrized(self, value, store):
        await store.put("key", value)
        assert await store.get("key") == 1

    @staticmethod
    async def test_static():
        assert await double(1) == 2


class Isolated(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.store = Store()
        await self.store.connect()

    async def asyncTearDown(self):
        await self.store.close()
        self.assertFalse(self.store.open)

    async def test_put(self):
        await self.store.put("a", 1)
        self.assertEqual(await self.store.get("a"), 1)

    async def test_missing(self):
        with self.assertRaises(KeyError):
            await self.store.get("nothing")

    async def test_wrong(self):
        await self.store.put("a", 1)
        self.assertEqual(await self.store.get("a"), 2)

    async def test_context(self):
        value = await self.enterAsyncContext(Context())
        self.assertEqual(value, "in")

    async def test_together(self):
        await asyncio.gather(*(self.store.put(key, key) for key in "abc"))
        self.assertEqual(self.store.values, {"a": "a", "b": "b", "c": "c"})


class Context:
    async def __aenter__(self):
        return "in"

    async def __aexit__(self, *_):
        return None
