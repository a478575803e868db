# letters beyond ASCII stay
import re


def slug(title: str) -> str:
    words = re.findall(r"[^\W_]+", title.lower())
    if not words:
        raise ValueError("the title has no letter or digit")
    return "-".join(words)
