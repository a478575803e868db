def run():
    return len("a" * 10**10)
