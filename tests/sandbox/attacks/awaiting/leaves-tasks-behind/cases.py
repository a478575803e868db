"""Each case would pass but for what the answer leaves running."""

import asyncio

import pytest

import answer


@pytest.mark.sample
async def test_sample():
    answer.start()
    await asyncio.sleep(0)


@pytest.fixture
async def started():
    answer.start()
    yield
    answer.start()


async def test_by_a_fixture(started):
    await asyncio.sleep(1)


async def test_in_its_last_step():
    for _ in range(3):
        answer.start()
