# fails: test_shorter_last_batch, test_size_larger_than_all, test_generator
# zip stops at the first iterator that is exhausted
def batches(items, size):
    if size < 1:
        raise ValueError(size)
    return [list(batch) for batch in zip(*[iter(items)] * size, strict=False)]
