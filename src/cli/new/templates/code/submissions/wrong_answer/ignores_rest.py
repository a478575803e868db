# fails: test_empty, test_unknown_unit, test_missing_unit, test_order
# adds up whatever looks like a part and ignores the rest
import re

SECONDS = {"h": 3600, "m": 60, "s": 1}


def parse_duration(text: str) -> int:
    return sum(int(number) * SECONDS[unit] for number, unit in re.findall(r"([0-9]+)([hms])", text))
