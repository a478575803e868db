# letters stay in upper case
import re


def slug(title: str) -> str:
    words = re.findall(r"[A-Za-z0-9]+", title)
    if not words:
        raise ValueError("the title has no letter or digit")
    return "-".join(words)
