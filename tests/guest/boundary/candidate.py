"""What a candidate may hand in: honest classes, and dishonest ones."""

import asyncio
import collections
import contextlib
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import json
import time
import typing


class Refused(ValueError):
    def __init__(self, message, code=0):
        super().__init__(message)
        self.code = code


class Narrower(Refused):
    pass


class Loud(Exception):
    def __str__(self):
        return "LOUD"


@dataclasses.dataclass(frozen=True)
class Frozen:
    n: int = 0


def _caused():
    try:
        return 1 / 0
    except ZeroDivisionError as error:
        raise Refused("outer") from error


def _noted():
    error = ValueError("v")
    error.add_note("a note")
    error.extra = [1]
    raise error


def _raise(error):
    raise error


def _freeze():
    Frozen().n = 2


FAILURES = {
    "refused": lambda: _raise(Refused("bad thing", 7)),
    "narrower": lambda: _raise(Narrower("narrow thing")),
    "loud": lambda: _raise(Loud("x")),
    "key": lambda: {}["k"],
    "stop": lambda: next(iter(())),
    "exit": lambda: _raise(SystemExit(3)),
    "keyboard": lambda: _raise(KeyboardInterrupt()),
    "file": lambda: open("/nonexistent"),
    "cause": _caused,
    "note": _noted,
    "unicode": lambda: b"\xff".decode(),
    "json": lambda: json.loads("{"),
    "frozen": _freeze,
    "full": lambda: asyncio.Queue(1).get_nowait(),
    "group": lambda: _raise(ExceptionGroup("two", [ValueError("a"), Refused("b")])),
    "assertion": lambda: _raise(AssertionError("of the answer's")),
    "cyclic": lambda: _raise(ValueError(cyclic())),
}


def fail(kind="refused"):
    FAILURES[kind]()


def reraise(error):
    raise error


def dig(x, name):
    try:
        return getattr(x, name)
    except AttributeError:
        return "denied"


def tamper(x, name):
    try:
        setattr(x, name, 1)
        return "set"
    except AttributeError:
        return "denied"


def attempt(f, *args):
    """What f gives, or the name of what it raises."""
    try:
        return f(*args)
    except BaseException as error:
        return type(error).__name__


def attempt_type(x, *args):
    """Makes another one of x's class."""
    return attempt(type(x), *args)


def attempt_text(error):
    return attempt(str, error), attempt(repr, error), attempt(getattr, error, "args")


def echo(x):
    return x


def apply(f, *args):
    return f(*args)


def keyword(f):
    return f(1, b=2)


def many(a, *rest, b=0, **others):
    return a, rest, b, others


def catch(f):
    try:
        f()
    except Exception as error:
        return type(error).__name__, str(error), error


def swallow(f):
    try:
        f()
    except BaseException:
        return "swallowed"


class Base:
    count = 1

    def __init__(self, x=0):
        self.x = x

    @property
    def double(self):
        return self.x * 2

    @classmethod
    def make(cls, x):
        return cls(x)

    @staticmethod
    def stat():
        return "s"


class Deferring:
    def __add__(self, other):
        return NotImplemented

    __radd__ = __mod__ = __rmod__ = __divmod__ = __rdivmod__ = __add__


class Vec(Base):
    def __eq__(self, other):
        return isinstance(other, Vec) and self.x == other.x

    def __hash__(self):
        return hash(self.x)

    def __lt__(self, other):
        return self.x < other.x

    def __add__(self, other):
        return Vec(self.x + (other.x if isinstance(other, Vec) else other))

    __radd__ = __add__

    def __iadd__(self, other):
        self.x += other
        return self

    def __bool__(self):
        return self.x != 0

    def __len__(self):
        return 3

    def __iter__(self):
        return iter([self.x] * 3)

    def __getitem__(self, i):
        return self.x if i < 3 else [][0]

    def __contains__(self, v):
        return v == self.x

    def __call__(self, k=1):
        return self.x * k

    def __repr__(self):
        return f"Vec({self.x})"

    def __format__(self, spec):
        return "fmt" + spec

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        self.seen = kind
        return kind is ValueError or kind is AssertionError


class Replacing:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        raise ValueError("instead")


class LiarAll:
    def __eq__(self, other):
        return True

    def __lt__(self, other):
        return True

    __gt__ = __le__ = __ge__ = __lt__


class Spy:
    seen = []

    def __eq__(self, other):
        self.seen.append(other)
        return True

    def __hash__(self):
        return hash(1)

    __lt__ = __gt__ = __le__ = __ge__ = __ne__ = __eq__


class Agreeable:
    """Says yes to everything."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __sub__(self, other):
        return self

    __rsub__ = __add__ = __radd__ = __sub__

    def __abs__(self):
        return 0.0

    def __contains__(self, other):
        return True

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 3

    def __getattr__(self, name):
        return self

    def __call__(self, *args):
        return self

    def __bool__(self):
        return True


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Mode(str, enum.Enum):  # noqa: UP042
    R = "r"


Point = collections.namedtuple("Point", "x y")


class Pair(typing.NamedTuple):
    a: int
    b: str = "b"


@dataclasses.dataclass(order=True)
class Item:
    name: str
    n: int = 0
    tags: list = dataclasses.field(default_factory=list)


class LRU(collections.OrderedDict):
    def put(self, k, v):
        self[k] = v

    def get(self, k):
        return super().get(k, -1)


class Tally(collections.Counter):
    pass


class Lists(collections.defaultdict):
    pass


class Ring(collections.deque):
    pass


class Stack(list):
    def push(self, v):
        self.append(v)


class Registry(dict):
    pass


class Bag(set):
    def __eq__(self, other):
        return True

    __hash__ = None

    def __sub__(self, other):
        return set()

    __xor__ = __and__ = __sub__


class LyingInt(int):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1

    def __bool__(self):
        return True

    def __sub__(self, other):
        return 0

    __rsub__ = __sub__

    def __index__(self):
        return 99

    __abs__ = __int__ = __round__ = __float__ = __index__


class LyingMixin:
    def __eq__(self, other):
        return True

    __hash__ = None

    def __bool__(self):
        return True

    def __rsub__(self, other):
        return 0

    __sub__ = __isub__ = __rsub__


class MixedInt(LyingMixin, int):
    pass


class MixedList(LyingMixin, list):
    pass


class LyingStr(str):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1

    def __len__(self):
        return 4


class LyingFloat(float):
    def __eq__(self, other):
        return True

    def __float__(self):
        return 1.0

    __sub__ = __rsub__ = lambda self, other: 0.0


class LyingList(list):
    def __eq__(self, other):
        return True

    def __iter__(self):
        return iter([1, 2])

    def __len__(self):
        return 2

    def __getitem__(self, k):
        return 1 if isinstance(k, int) else list.__getitem__(self, k)


class LyingDict(dict):
    def __eq__(self, other):
        return True

    def items(self):
        return [("a", 1)]

    keys = __iter__ = lambda self: iter(["a"])


class LyingTuple(tuple):
    def __eq__(self, other):
        return True

    def __iter__(self):
        return iter((1, 2))


class LyingDate(datetime.date):
    def __eq__(self, other):
        return True


class Money(decimal.Decimal):
    def __eq__(self, other):
        return True


class Ratio(fractions.Fraction):
    def __eq__(self, other):
        return True


class Zone(datetime.tzinfo):
    def utcoffset(self, moment):
        return datetime.timedelta(hours=2)

    def dst(self, moment):
        return None


def zoned():
    return datetime.datetime(2020, 1, 2, 3, tzinfo=Zone())


def gen(n):
    got = []
    for i in range(n):
        got.append((yield i))
    return got


def stubborn():
    """A generator that swallows what it is thrown."""
    for i in range(5):
        try:
            yield i
        except BaseException:
            pass


async def stubborn_async():
    try:
        yield 1
    except BaseException:
        pass


class Steps:
    """An iterator, not a generator, that swallows what it is thrown."""

    def __next__(self):
        return 1

    def throw(self, *_):
        raise StopIteration


class AsyncSteps:
    async def __anext__(self):
        return 1

    async def athrow(self, *_):
        raise StopAsyncIteration


def mutate(numbers, mapping, chosen, data):
    numbers.append(4)
    mapping["k"] = numbers
    chosen.add(1)
    data.extend(b"x")
    return numbers


def mutate_more(ordered, tally, default, ring):
    ordered.move_to_end("a")
    tally["z"] += 2
    default["n"].append(1)
    ring.appendleft(0)


def mutate_and_fail(numbers):
    numbers.clear()
    raise Refused("after")


def deep(n):
    x = []
    for _ in range(n):
        x = [x]
    return x


def cyclic():
    x = []
    x.append(x)
    return x


def cyclic_stack():
    x = Stack()
    x.append([x])
    return x


def shared():
    a = [1]
    return [a, a]


def shared_stack():
    a = Stack([1])
    return [a, a]


def now():
    return time.time()


def write(f):
    f.write("hi")
    print("there", file=f)
    return f.getvalue()


def read(f):
    return [line.strip() for line in f]


def sort_by(xs, key):
    return sorted(xs, key=key)


def memo(f):
    @functools.wraps(f)
    def inner(*args):
        inner.calls += 1
        return f(*args)

    inner.calls = 0
    return inner


async def add_async(a, b):
    await asyncio.sleep(0)
    return a + b


async def call_async(f):
    return await f(2)


async def gen_async():
    for i in range(3):
        yield i


class AsyncContext:
    async def __aenter__(self):
        return 5

    async def __aexit__(self, *args):
        return False


class AsyncSwallower(AsyncContext):
    async def __aexit__(self, *args):
        return True


class Descriptor:
    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        return self if instance is None else (self.name, instance.v)


@contextlib.contextmanager
def context():
    yield 9


def live():
    return Stack([1])


kept = Stack()


def grow(n):
    kept.extend(range(n))
    return len(kept)


def get_kept():
    return kept


class Tree:
    def __init__(self, v):
        self.v, self.kids, self.parent = v, [], None

    def add(self, kid):
        self.kids.append(kid)
        kid.parent = self
        return self


def pair(x):
    return (x, x)


def keys():
    return {"a": 1}.keys()


class Unhashable:
    def __eq__(self, other):
        return True


class Meta(type):
    def __eq__(cls, other):
        return True

    __hash__ = type.__hash__

    def __instancecheck__(cls, x):
        return True


class Claims(metaclass=Meta):
    @property
    def __class__(self):
        return int


class Order1:
    pass


class Order2(Order1):
    pass


class Phases:
    """Changes its class: the state pattern."""

    def advance(self):
        self.__class__ = Later
        return self


class Later(Phases):
    pass


def innermost(x):
    return x + "text"


def outermost(n):
    return innermost(n) if n == 0 else outermost(n - 1)


def ask_isinstance(x, cls):
    return isinstance(x, cls)


async def steps_async(note, name, count):
    for i in range(count):
        note(name + str(i))
        await asyncio.sleep(0)


def start_steps(note, name, count):
    return asyncio.create_task(steps_async(note, name, count))


def call_at_times(note, delays):
    for delay in delays:
        asyncio.get_running_loop().call_later(delay, note, delay)


async def wait_for_queue():
    return await asyncio.Queue().get()
