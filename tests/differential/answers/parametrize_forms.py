def power(base, exponent):
    if exponent < 0:
        return 1 / power(base, -exponent)
    result = 1
    for _ in range(exponent):
        result *= base
    return result if result < 100 else 100
