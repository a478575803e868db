def run():
    for ask in (
        lambda: "a" * (2**31 - 1),
        lambda: b"a" * 2**30,
        lambda: [0] * 2**28,
        lambda: (0,) * 2**28,
        lambda: bytearray(2**30),
        lambda: list(range(10**9)),
        lambda: [0] * 10**8 * 50,
        lambda: "%0*d" % (10**9, 1),
        lambda: f"{1:0{10**9}}",
        lambda: "x".ljust(2**31),
        lambda: "ab".replace("", "x" * 2**28),
        lambda: bytes(2**31),
        lambda: memoryview(bytearray(2**29)).tobytes(),
        lambda: set(range(10**8)),
        lambda: dict.fromkeys(range(10**8)),
    ):
        try:
            print(len(ask()))
        except (MemoryError, OverflowError, ValueError) as error:
            print(type(error).__name__)
    return 0
