while True:
    print("x" * 1000)


def run():
    return 0
