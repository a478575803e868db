import random
import secrets
import uuid


def shuffled(items, seed):
    random.Random(seed).shuffle(items)


def token():
    return secrets.token_hex(16)


def identifier():
    return uuid.uuid4()


def pick(items):
    return random.choice(items)
