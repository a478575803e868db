# fails: test_needs_come_before
# Near miss: goes through the steps by changes and puts each one's needs before it: often changed needs come too early.
import hashlib
import json
import re


class BuildError(Exception):
    """The image can't be built, or its steps can't be arranged."""


def matcher(source):
    """A function that says whether a path is taken by a source."""
    if source == ".":
        return lambda path: True
    text = "[^/]*".join(map(re.escape, source.removesuffix("/").split("*")))
    return re.compile(text + "(/.*)?", re.DOTALL).fullmatch


class Builder:
    def __init__(self, ignore=()):
        self._ignored = [matcher(entry) for entry in ignore]
        self._layers = set()

    def build(self, steps, files):
        files = {path: files[path] for path in sorted(files) if not any(match(path) for match in self._ignored)}
        layer, result = "", []
        for step in steps:
            text = json.dumps([layer, step, self._taken(step, files)])
            layer = hashlib.sha256(text.encode()).hexdigest()
            result.append("cached" if layer in self._layers else "built")
            self._layers.add(layer)
        return result

    @staticmethod
    def _taken(step, files):
        if not step.startswith("COPY "):
            return None
        taken = set()
        for source in step.split(" ")[1:-1]:
            found = set(filter(matcher(source), files))
            if not found:
                raise BuildError(f"{step}: nothing matches {source}")
            taken |= found
        return [[path, files[path]] for path in sorted(taken)]


def arrange(steps):
    by_name = {step["name"]: step for step in steps}
    placed, visiting = [], set()

    def place(name):
        if name in placed:
            return
        if name in visiting or name not in by_name:
            raise BuildError(f"{name} can't be placed")
        visiting.add(name)
        for need in by_name[name]["needs"]:
            place(need)
        placed.append(name)

    for step in sorted(steps, key=lambda step: step["changes"]):
        place(step["name"])
    return placed
