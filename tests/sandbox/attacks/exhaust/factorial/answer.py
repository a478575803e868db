import math


def run():
    return math.factorial(10**6).bit_length()
