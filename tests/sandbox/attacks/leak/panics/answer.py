def victim(a, b, c):
    return [a, b, c]


def solve(given):
    code = victim.__code__
    for seed in range(40):
        garbage = bytes((seed * 7 + i * 13) % 256 for i in range(len(code.co_code)))
        try:
            victim.__code__ = code.replace(co_code=garbage)
            victim(given, given, given)
        except Exception:
            pass
