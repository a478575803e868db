def run():
    return ["x" * 1000 for _ in range(60_000)]
