def run():
    raise ValueError("m" * 5_000_000)
