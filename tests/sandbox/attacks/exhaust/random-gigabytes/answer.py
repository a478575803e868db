import os
import random


def run():
    return len(os.urandom(2**31 - 1)) + len(random.randbytes(2**30))
