# Style: small classes with classmethods that parse by splitting, rich comparison through functools; no regular expressions.
import string
from dataclasses import dataclass
from functools import total_ordering
from itertools import zip_longest

LETTERS = frozenset(string.ascii_letters)
DIGITS = frozenset(string.digits)
MARKS = ("BREAKING CHANGE: ", "BREAKING-CHANGE: ")


def is_number(text):
    return text != "" and set(text) <= DIGITS


def number(text):
    if not is_number(text) or (text[0] == "0" and text != "0"):
        raise ValueError(f"not a number of a version: {text!r}")
    return int(text)


def identifiers(text):
    parts = text.split(".")
    for part in parts:
        if not part or not set(part) <= LETTERS | DIGITS | {"-"}:
            raise ValueError(f"not an identifier: {part!r}")
    return parts


@total_ordering
class Version:
    def __init__(self, text):
        text, plus, build = text.partition("+")
        if plus:
            identifiers(build)
        core, dash, pre = text.partition("-")
        major, minor, patch = core.split(".")
        self.core = number(major), number(minor), number(patch)
        self.pre = [number(part) if is_number(part) else part for part in identifiers(pre)] if dash else []

    def __eq__(self, other):
        return (self.core, self.pre) == (other.core, other.pre)

    def __lt__(self, other):
        if self.core != other.core:
            return self.core < other.core
        if not self.pre or not other.pre:
            return bool(self.pre)
        for mine, others in zip_longest(self.pre, other.pre):
            if mine != others:
                return self._is_lower(mine, others)
        return False

    @staticmethod
    def _is_lower(mine, others):
        if mine is None or others is None:
            return mine is None
        if isinstance(mine, int) != isinstance(others, int):
            return isinstance(mine, int)
        return mine < others


def compare(a, b):
    a, b = Version(a), Version(b)
    if a == b:
        return 0
    return -1 if a < b else 1


@dataclass
class Commit:
    kind: str
    scope: str
    description: str
    breaking: str

    @classmethod
    def parse(cls, message):
        """The commit of a message, or None if it doesn't count."""
        first, _, rest = message.partition("\n")
        head, colon, description = cls._split(first)
        marked = head.endswith("!")
        head = head.removesuffix("!")
        kind, paren, scope = head.partition("(")
        if paren and (not scope.endswith(")") or set(scope[:-1]) & set("()") or scope == ")"):
            return None
        if not colon or not description or not kind or not set(kind) <= LETTERS:
            return None
        notes = [line[len(MARKS[0]) :] for line in rest.split("\n") if line.startswith(MARKS)]
        breaking = notes[0] if notes else description if marked else ""
        return cls(kind.lower(), scope[:-1], description, breaking)

    @staticmethod
    def _split(line):
        """Head, colon, description; colons within a scope don't count."""
        start = line.find(")") if line.lstrip(string.ascii_letters).startswith("(") else 0
        place = line.find(": ", max(start, 0))
        return (line[:place], ":", line[place + 2 :]) if place >= 0 else (line, "", "")

    def entry(self, text):
        return f"- **{self.scope}:** {text}" if self.scope else f"- {text}"


def parse_all(commits):
    return [commit for commit in map(Commit.parse, commits) if commit is not None]


def next_version(tags, commits, candidate=False):
    versions = []
    for tag in tags:
        if tag.startswith("v"):
            try:
                versions.append(Version(tag[1:]))
            except ValueError:
                continue
    major, minor, patch = max([version.core for version in versions if not version.pre], default=(0, 0, 0))
    commits = parse_all(commits)
    if any(commit.breaking for commit in commits) and major:
        core = (major + 1, 0, 0)
    elif any(commit.breaking or commit.kind == "feat" for commit in commits):
        core = (major, minor + 1, 0)
    elif any(commit.kind == "fix" for commit in commits):
        core = (major, minor, patch + 1)
    else:
        return None
    text = "{}.{}.{}".format(*core)
    if candidate:
        taken = [0]
        for version in versions:
            match version.pre:
                case ["rc", int(count)] if version.core == core:
                    taken.append(count)
        text += f"-rc.{max(taken) + 1}"
    return text


def section(title, entries):
    return "".join([f"\n### {title}\n\n", *(f"{entry}\n" for entry in entries)]) if entries else ""


def changelog(version, date, commits):
    commits = parse_all(commits)
    text = f"## {version} ({date})\n"
    text += section("Breaking changes", [commit.entry(commit.breaking) for commit in commits if commit.breaking])
    for kind, title in (("feat", "Features"), ("fix", "Fixes")):
        text += section(title, [commit.entry(commit.description) for commit in commits if commit.kind == kind])
    return text
