# finds the words and joins them
# sample
import re


def slug(title: str) -> str:
    words = re.findall(r"[a-z0-9]+", title.lower())
    if not words:
        raise ValueError("the title has no letter or digit")
    return "-".join(words)
