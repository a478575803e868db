from _viva import link
from _viva.boundary import codec

side = link.side


class Raw:
    """Sent as these parts."""

    def __init__(self, *parts):
        self.parts = parts


NAMED = ["n", "k", "o", "E", "h", "v", "m", "P", "?"]
NAMES = [
    "AssertionError",
    "SkipTest",
    "unittest.case.SkipTest",
    "pytest.Skipped",
    "True",
    "print",
    "object",
    "type",
    "int",
    "operator.eq",
    "math.isclose",
]
VALUES = [Raw("n", 0, (name,)) for name in NAMES]
VALUES += [Raw("k", 0, (name,)) for name in NAMES]
VALUES += [Raw("o", number, ()) for number in range(-1, 40)]
VALUES += [Raw("E", 10**6 + i, (name, (), None, (), None, None, True, ())) for i, name in enumerate(NAMES)]
VALUES += [Raw("h", 10**7 + i, (name,)) for i, name in enumerate(NAMES)]
VALUES += [Raw("P", i, (421,) * i) for i in range(14)]
VALUES += [Raw("O", 0, ((1,),)), Raw("D", 0, (print, ())), Raw("C", 0, (3,)), Raw("q", 0, ("x", ())), Raw("z", 0, ())]
FORWARDED = (
    "__eq__",
    "__hash__",
    "__bool__",
    "__class__",
    "__getattribute__",
    "__instancecheck__",
    "__sub__",
    "__init__",
    "__del__",
)
for i, base in enumerate(["int", "float", "str", "list", "dict", "tuple", "bool", "BaseException", "type"]):
    for held in (421, 421.0, "421", (421,), None):
        described = (
            10**8 + i,
            "int",
            "int",
            "builtins",
            None,
            (base,),
            FORWARDED,
            ("__ne__",),
            True,
            False,
            "function",
        )
        VALUES.append(Raw("v", 10**8 + 100 + i, (described, 0, held)))
        VALUES.append(Raw("h", 10**8 + 200 + i, (described,)))

real_reduce, real_serve = side.reduce, side.serve


def reduce(x):
    return x.parts if type(x) is Raw else real_reduce(x)


def serve(data):
    import time

    at = time.time_ns() // 1000
    outcome = "rxw?"[at % 4] if at % 3 else "r"
    news = [None, ((1, 10**9), (2, 10**9)), (((1, 10**9),), (), ()), ((), ((1, 1, (421,)),), ()), ((), (), (1, 2, 3))][
        at % 5
    ]
    back = [(), ((0, (421,)),), ((-1, ()),), ((0, (421, 4, 2, 1)), (1, ())), 3][at % 5]
    value = VALUES[at % len(VALUES)]
    try:
        return codec.encode((outcome, news, value, back), side, codec.decode(data, side)[1])[0]
    except Exception:
        return real_serve(data)


def number(_):
    side.reduce, side.serve = reduce, serve
    return 0


def call(function):
    side.reduce, side.serve = reduce, serve
    function(0)


def decorate(function):
    return function


def generator():
    yield


class manager:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


class async_manager:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        return False
