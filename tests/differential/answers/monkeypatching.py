import os
import time

RATE = 1.1


def price(amount):
    return amount * RATE


def now():
    return time.time()


def home():
    return os.environ.get("VIVA_HOME", "unset")
