# fails: test_generator, test_size_below_one
# mends the loop's end and nothing else
def batches(items, size):
    return [list(items[start : start + size]) for start in range(0, len(items), size or 1)]
