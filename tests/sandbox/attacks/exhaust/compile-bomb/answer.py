def run():
    bombs = [
        "(1,) * 10**9",
        "'x' * 2**30",
        "1 << 2**34",
        "(2 ** 300_000) ** 300_000",
        "[" + "[]," * 500_000 + "]",
        "x = 1\n" * 500_000,
    ]
    for bomb in bombs:
        try:
            compile(bomb, "bomb", "exec")
        except (MemoryError, OverflowError, ValueError, RecursionError):
            pass
    return 0
