# fails: test_single_unit, test_combined_units, test_more_than_sixty
# multiplies by the wrong factor for hours and stops at the first part
import re

SECONDS = {"h": 60, "m": 60, "s": 1}


def parse_duration(text: str) -> int:
    found = re.fullmatch(r"([0-9]+)([hms])", text)
    if found is None:
        raise ValueError(text)
    return int(found[1]) * SECONDS[found[2]]
