def run():
    return (1 << 2**33).bit_length()
