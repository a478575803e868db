# fails: test_exception_of_a_traceback, test_chained_tracebacks
# Near miss: takes the last line of the entry for the exception; messages of several lines end with something else.
import json
from dataclasses import dataclass, field

HEADER = "Traceback (most recent call last):"


@dataclass
class Route:
    times: list = field(default_factory=list)
    errors: int = 0

    def add(self, status, ms):
        self.times.append(ms)
        if status >= 500:
            self.errors += 1

    def report(self):
        ordered = sorted(self.times)
        count = len(ordered)
        p50, p95 = (ordered[(p * count + 99) // 100 - 1] for p in (50, 95))
        return {"count": count, "errors": self.errors, "p50": p50, "p95": p95}


def access_line(line):
    try:
        before, request, after = line.split('"')
        method, path, _ = request.split(" ")
        empty, status, _, seconds = after.split(" ")
        address, *_, end = before.split(" ")
        if empty or end or not address:
            return None
        return "request", method, path, int(status), 1000 * float(seconds)
    except ValueError:
        return None


def json_line(line):
    try:
        match json.loads(line):
            case {"method": str(method), "path": str(path), "status": int(status), "ms": int(ms) | float(ms)}:
                return "request", method, path, status, ms
    except ValueError:
        pass
    return None


def entry_line(line):
    date, _, rest = line.partition(" ")
    time, _, rest = rest.partition(" ")
    level, _, rest = rest.partition(" ")
    logger, colon, _ = rest.partition(": ")
    shape = "".join("9" if letter.isdigit() else letter for letter in f"{date} {time}")
    if shape != "9999-99-99 99:99:99,999" or not colon or " " in logger:
        return None
    return ("entry", level) if level.isalpha() and level.isupper() else None


def classify(lines):
    for line in lines:
        line = line.rstrip("\r\n")
        yield access_line(line) or json_line(line) or entry_line(line) or ("other", line)


def exception_of(lines):
    """The name of the exception in the lines of an entry, else None."""
    if HEADER not in lines:
        return None
    last = len(lines) - 1 - lines[::-1].index(HEADER)
    for line in lines[:last:-1]:
        if line.strip() and not line.startswith(" "):
            return line.split(":")[0].split(".")[-1]
    return None


def count(names):
    counts = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts


def summarize(lines):
    """Summarize a log: routes with percentiles, levels, exceptions, skipped lines."""
    routes, entries, before = {}, [], []
    for kind, *parts in classify(lines):
        if kind == "request":
            method, path, status, ms = parts
            path = "/".join("{id}" if part.isdigit() else part for part in path.partition("?")[0].split("/"))
            routes.setdefault(f"{method} {path}", Route()).add(status, ms)
        elif kind == "entry":
            entries.append((parts[0], []))
        else:
            (entries[-1][1] if entries else before).append(parts[0])
    return {
        "routes": {name: route.report() for name, route in routes.items()},
        "levels": count(level for level, _ in entries),
        "exceptions": count(filter(None, (exception_of(further) for _, further in entries))),
        "skipped": sum(1 for line in before if line.strip()),
    }
