# a hyphen stays at the end
import re


def slug(title: str) -> str:
    text = re.sub(r"[^a-z0-9]+", "-", title.lower()).lstrip("-")
    if not text:
        raise ValueError("the title has no letter or digit")
    return text
