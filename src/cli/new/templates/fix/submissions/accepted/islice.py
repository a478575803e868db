# the next few items of one iterator
from itertools import islice


def batches(items, size):
    if size < 1:
        raise ValueError("size must be at least 1")
    iterator = iter(items)
    result = []
    while batch := list(islice(iterator, size)):
        result.append(batch)
    return result
