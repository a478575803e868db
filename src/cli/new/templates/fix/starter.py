def batches(items, size):
    """Split items into lists of size items, in order."""
    result = []
    for start in range(0, len(items) - size + 1, size):
        result.append(items[start : start + size])
    return result
