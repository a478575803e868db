def countdown(start):
    while start > 0:
        yield start
        start -= 1


def running_total():
    total = 0
    while True:
        total += yield total


def chunks(text, size):
    for start in range(0, len(text), size):
        yield text[start : start + size - 1]
