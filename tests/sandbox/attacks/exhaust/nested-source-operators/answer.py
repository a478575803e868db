def run():
    return eval("-" * 100_000 + "1")
