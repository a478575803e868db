# goes through the characters
from string import ascii_letters, digits


def slug(title: str) -> str:
    kept = ""
    for character in title:
        if character in ascii_letters + digits:
            kept += character.lower()
        elif kept and not kept.endswith("-"):
            kept += "-"
    kept = kept.removesuffix("-")
    if kept:
        return kept
    raise ValueError(title)
