# fails: test_empty
# every part is optional, so the empty text matches
import re


def parse_duration(text: str) -> int:
    found = re.fullmatch(r"(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?", text)
    if found is None:
        raise ValueError(text)
    hours, minutes, seconds = (int(number or 0) for number in found.groups())
    return hours * 3600 + minutes * 60 + seconds
