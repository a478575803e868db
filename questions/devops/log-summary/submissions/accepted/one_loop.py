# Style: one function with a loop over the lines and regular expressions; the open entry is two local variables.
import json
import math
import re
from collections import Counter

ACCESS = re.compile(r'\S+ \S+ \S+ \[[^\]]+\] "(\S+) (\S+) [^"]+" (\d+) (?:\d+|-) (\d+\.\d+)')
ENTRY = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ([A-Z]+) [^\s:]+: .*")


def summarize(lines):
    """Summarize a log: routes with percentiles, levels, exceptions, skipped lines."""
    times, errors = {}, Counter()
    levels, exceptions = Counter(), Counter()
    skipped = 0
    in_entry = waiting = False
    exception = None
    for line in lines:
        line = line.rstrip("\r\n")
        request = parse_request(line)
        if request:
            method, path, status, ms = request
            route = f"{method} {route_of(path)}"
            times.setdefault(route, []).append(ms)
            errors[route] += status >= 500
        elif found := ENTRY.fullmatch(line):
            levels[found[1]] += 1
            if exception:
                exceptions[exception] += 1
            in_entry, waiting, exception = True, False, None
        elif not line.strip():
            continue
        elif not in_entry:
            skipped += 1
        elif line == "Traceback (most recent call last):":
            waiting, exception = True, None
        elif waiting and not line.startswith(" "):
            waiting, exception = False, line.partition(":")[0].rpartition(".")[2]
    if exception:
        exceptions[exception] += 1
    routes = {
        route: {
            "count": len(values),
            "errors": errors[route],
            "p50": percentile(values, 50),
            "p95": percentile(values, 95),
        }
        for route, values in times.items()
    }
    return {"routes": routes, "levels": dict(levels), "exceptions": dict(exceptions), "skipped": skipped}


def parse_request(line):
    """(method, path, status, milliseconds) of a request, else None."""
    if found := ACCESS.fullmatch(line):
        method, path, status, seconds = found.groups()
        return method, path, int(status), float(seconds) * 1000
    if line.startswith("{"):
        try:
            data = json.loads(line)
            return data["method"], data["path"], data["status"], data["ms"]
        except (ValueError, KeyError):
            return None
    return None


def route_of(path):
    parts = path.split("?")[0].split("/")
    return "/".join("{id}" if part.isdigit() else part for part in parts)


def percentile(values, p):
    return sorted(values)[math.ceil(p * len(values) / 100) - 1]
