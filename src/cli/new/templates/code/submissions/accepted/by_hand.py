# a scan without regular expressions
SECONDS = {"h": 3600, "m": 60, "s": 1}


def parse_duration(text: str) -> int:
    total = 0
    digits = ""
    allowed = "hms"
    for character in text:
        if character in "0123456789":
            digits += character
        elif digits and character in allowed:
            total += int(digits) * SECONDS[character]
            allowed = allowed[allowed.index(character) + 1 :]
            digits = ""
        else:
            break
    else:
        if text and not digits:
            return total
    raise ValueError(f"not a duration: {text!r}")
