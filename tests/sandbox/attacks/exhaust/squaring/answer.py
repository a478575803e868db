def run():
    n = int("9" * 4000)
    for _ in range(30):
        n = n * n
    return n.bit_length()
