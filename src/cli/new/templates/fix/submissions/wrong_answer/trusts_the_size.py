# fails: test_nothing, test_even_split, test_size_below_one, test_items_stay
# begins a batch before there is an item for it, and takes any size
def batches(items, size):
    result = [[]]
    for item in items:
        result[-1].append(item)
        if len(result[-1]) == size:
            result.append([])
    return result
