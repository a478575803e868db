import re


def run():
    return re.match(r"(a+)+$", "a" * 40 + "b")
