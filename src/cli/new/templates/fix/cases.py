# The starter must fail some cases and may pass some; the submissions must fail exactly what they name. See what
# `viva new code` writes for guidance on titles and comparisons.
import pytest

from answer import batches


@pytest.mark.sample
@pytest.mark.points(0.25)
def test_even_split() -> None:
    """Splits evenly when the size divides the number of items"""
    assert batches([1, 2, 3, 4], 2) == [[1, 2], [3, 4]]


@pytest.mark.sample
@pytest.mark.points(2)
def test_shorter_last_batch() -> None:
    """Keeps the items of a shorter last batch"""
    assert batches([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4], [5]]


@pytest.mark.points(0.25)
def test_nothing() -> None:
    """Makes no batches of nothing"""
    assert batches([], 3) == []


@pytest.mark.points(2)
def test_size_larger_than_all() -> None:
    """Puts everything into one batch if the size is larger"""
    assert batches(["a", "b"], 10) == [["a", "b"]]


@pytest.mark.points(2)
def test_generator() -> None:
    """Reads an iterable that can be read only once"""
    assert batches((n * n for n in range(5)), 2) == [[0, 1], [4, 9], [16]]


@pytest.mark.points(2)
@pytest.mark.parametrize("size", [0, -1])
def test_size_below_one(size: int) -> None:
    """Rejects a size below one"""
    with pytest.raises(ValueError):
        batches([1, 2], size)


@pytest.mark.points(0.25)
def test_items_stay() -> None:
    """Leaves the given items as they are"""
    items = [1, 2]
    assert batches(items, 1) == [[1], [2]]
    assert items == [1, 2]
