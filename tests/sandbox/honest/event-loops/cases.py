import answer


def test_run():
    assert answer.gathered() == ["a", "b"]
    assert answer.timed_out() == "timeout"


async def test_awaited():
    assert await answer.fetch(86000, 3) == 3
    assert await answer.in_thread(lambda: 5) == 5
