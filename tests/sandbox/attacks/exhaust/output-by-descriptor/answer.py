import os


def run():
    while True:
        os.write(1, b"z" * 1000)
        os.write(2, b"z" * 1000)
