# fails: test_generator, test_items_stay
# takes the items out of the caller's list
def batches(items, size):
    if size < 1:
        raise ValueError(size)
    result = []
    while items:
        result.append([items.pop(0) for _ in range(min(size, len(items)))])
    return result
