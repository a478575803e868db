def run():
    return sum(1 for _ in range(10**12))
