# a title without letters becomes the empty text
import re


def slug(title: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))
