# fails: test_patterns, test_ignored_files
# Near miss: fnmatch knows nothing of paths; its * goes across folders, and ? and [ have a meaning of their own.
import fnmatch
import heapq


class BuildError(Exception):
    """The image can't be built, or its steps can't be arranged."""


def name_matches(pattern, name):
    """Whether one part of a path matches a pattern in which * stands for any characters."""
    if "*" not in pattern:
        return pattern == name
    first, *middle, last = pattern.split("*")
    if not name.startswith(first):
        return False
    position = len(first)
    for part in middle:
        position = name.find(part, position)
        if position < 0:
            return False
        position += len(part)
    return name.endswith(last) and position <= len(name) - len(last)


def matches(source, path):
    if source == ".":
        return True
    source = source.rstrip("/")
    return fnmatch.fnmatchcase(path, source) or fnmatch.fnmatchcase(path, source + "/*")


def copied(step, files):
    """The (path, content) pairs that a COPY step takes."""
    _, *sources, _ = step.split(" ")
    taken = set()
    for source in sources:
        found = {(path, content) for path, content in files if matches(source, path)}
        if not found:
            raise BuildError(f"COPY failed: {source} not found")
        taken.update(found)
    return frozenset(taken)


class Builder:
    def __init__(self, ignore=()):
        self.ignore = tuple(ignore)
        self.root = {}

    def build(self, steps, files):
        visible = [item for item in files.items() if not any(matches(entry, item[0]) for entry in self.ignore)]
        words, below = [], self.root
        for step in steps:
            key = (step, copied(step, visible)) if step.startswith("COPY ") else (step, None)
            words.append("cached" if key in below else "built")
            below = below.setdefault(key, {})
        return words


def arrange(steps):
    needed_by = {step["name"]: [] for step in steps}
    open_needs = []
    for place, step in enumerate(steps):
        open_needs.append(len(step["needs"]))
        for need in step["needs"]:
            if need not in needed_by:
                raise BuildError(f"{step['name']} needs {need}, which is not there")
            needed_by[need].append(place)
    free = [(step["changes"], place) for place, step in enumerate(steps) if not step["needs"]]
    heapq.heapify(free)
    names = []
    while free:
        _, place = heapq.heappop(free)
        names.append(steps[place]["name"])
        for other in needed_by[names[-1]]:
            open_needs[other] -= 1
            if open_needs[other] == 0:
                heapq.heappush(free, (steps[other]["changes"], other))
    if len(names) < len(steps):
        raise BuildError("some steps need each other")
    return names
