import answer


def test_threads():
    assert answer.parallel(lambda x: x * 2, [1, 2, 3]) == [2, 4, 6]
    assert answer.total(4, 50) == 200
    assert answer.pipeline([1, 2, 3, 4]) == [1, 4, 9, 16]


def test_threads_left_behind():
    assert answer.background() >= 3
