import uuid

import answer


def test_randomness():
    items = list(range(10))
    answer.shuffled(items, 3)
    assert sorted(items) == list(range(10))
    assert items != list(range(10))
    assert len({answer.token() for _ in range(10)}) == 10
    assert isinstance(answer.identifier(), uuid.UUID)
    assert answer.pick([1, 2, 3]) in [1, 2, 3]
