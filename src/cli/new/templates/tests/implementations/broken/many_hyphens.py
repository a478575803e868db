# every character becomes a hyphen, not every run
# sample
import re


def slug(title: str) -> str:
    text = re.sub(r"[^a-z0-9]", "-", title.lower()).strip("-")
    if not text:
        raise ValueError("the title has no letter or digit")
    return text
