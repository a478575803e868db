def victim(a, b, c):
    return [a, b, c]


def number(_):
    code = victim.__code__
    for seed in range(40):
        garbage = bytes((seed * 7 + i * 13) % 256 for i in range(len(code.co_code)))
        try:
            victim.__code__ = code.replace(co_code=garbage)
            victim(1, 2, 3)
        except Exception:
            pass
    return 0
