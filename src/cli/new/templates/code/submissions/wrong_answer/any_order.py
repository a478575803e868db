# fails: test_order
# checks every part, but not how they stand to each other
import re

SECONDS = {"h": 3600, "m": 60, "s": 1}


def parse_duration(text: str) -> int:
    if not re.fullmatch(r"([0-9]+[hms])+", text):
        raise ValueError(text)
    return sum(int(number) * SECONDS[unit] for number, unit in re.findall(r"([0-9]+)([hms])", text))
