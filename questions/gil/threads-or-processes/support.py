"""What a document is worth. `score` is given: it computes, and waits for nothing."""

CONNECTIONS = 8  # fetches at a time
WORKERS = 4  # scores at a time


def score(text: str) -> int:
    """Takes time in proportion to the text's length."""
    if not text:
        raise ValueError("there is nothing to score")
    value = 0
    for _ in range(100):
        for letter in text:
            value = (value * 31 + ord(letter)) % 1_000_003
    return value
