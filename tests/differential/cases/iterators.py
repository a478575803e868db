import pytest
from answer import Cycle, Tree


@pytest.fixture(params=[1, 3])
def rounds(request):
    return request.param


def test_cycle(rounds):
    assert list(Cycle([1, 2], rounds)) == [1, 2] * rounds


def test_iter_of_iterator():
    steps = iter(Cycle("a", 1))
    assert iter(steps) is steps


def test_exhausted():
    steps = iter(Cycle("a", 1))
    next(steps)
    with pytest.raises(StopIteration):
        next(steps)
    with pytest.raises(StopIteration):
        next(steps)


def test_tree_in_order():
    tree = Tree()
    for value in (3, 1, 2):
        tree.add(value)
    assert list(tree) == [1, 2, 3]


def test_tree_reversed():
    tree = Tree()
    tree.add(1)
    assert list(reversed(tree)) == [1]
