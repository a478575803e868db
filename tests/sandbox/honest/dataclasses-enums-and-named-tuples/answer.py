import enum
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(order=True)
class Item:
    price: int
    name: str = field(compare=False, default="?")
    tags: list = field(default_factory=list, compare=False)


@dataclass(frozen=True, slots=True)
class Key:
    a: int
    b: int


class Color(enum.Enum):
    RED = 1
    GREEN = 2

    def next(self):
        return Color(self.value % 2 + 1)


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Access(enum.Flag):
    READ = enum.auto()
    WRITE = enum.auto()


class Pair(NamedTuple):
    left: int
    right: int = 0
