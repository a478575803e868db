def run():
    part = bytearray(1 << 22)
    while True:
        part[:] = part[::]
