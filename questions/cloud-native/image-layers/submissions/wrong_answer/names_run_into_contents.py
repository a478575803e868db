# fails: test_names_and_contents_are_kept_apart
# Near miss: adds paths and contents to the digest without anything between them, so ab with c is a with bc.
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
            text = layer + step + "".join(path + content for path, content in self._taken(step, files) or [])
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
    waiting, placed = list(steps), []
    while waiting:
        free = [step for step in waiting if set(step["needs"]) <= set(placed)]
        if not free:
            names = ", ".join(step["name"] for step in waiting)
            raise BuildError(f"these need each other, or something that isn't there: {names}")
        best = min(free, key=lambda step: step["changes"])
        waiting.remove(best)
        placed.append(best["name"])
    return placed
