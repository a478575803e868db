# fails: test_more_than_sixty
# takes a duration for a time of day
import re


def parse_duration(text: str) -> int:
    found = re.fullmatch(r"(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?", text)
    if not text or found is None:
        raise ValueError(text)
    hours, minutes, seconds = (int(number or 0) for number in found.groups())
    if minutes >= 60 or seconds >= 60:
        raise ValueError(text)
    return hours * 3600 + minutes * 60 + seconds
