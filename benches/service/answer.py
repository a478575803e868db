# one pattern for the whole text
import re

DURATION = re.compile(r"(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?")


def parse_duration(text: str) -> int:
    found = DURATION.fullmatch(text)
    if not text or found is None:
        raise ValueError(f"not a duration: {text!r}")
    hours, minutes, seconds = (int(number or 0) for number in found.groups())
    return hours * 3600 + minutes * 60 + seconds
