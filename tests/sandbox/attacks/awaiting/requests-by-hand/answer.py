import asyncio

from _viva import link

side = link.side
KINDS = {
    "resume": (5, "send", 421, True),
    "watch": (1,),
    "cancel": (1, "421"),
    "woken": (1,),
    "listen": (None, 1),
    "join": (77, False, False, 0.1, True),
    "drive": (1, True, (10**9, 0, -1.0)),
    "turn": (1, 10**30),
    "one": (1, 10**9),
    "move": (1, float("inf")),
    "batch": (1,),
    "debug": (1, True, 0.0, True),
    "leftovers": (1,),
    "finish": (1,),
    "close": (1,),
    "stop": (1,),
    "exception": (1, "421", None, None),
    "tasks": (1,),
    "task": ("get_coro", 1, ()),
    "ended": (1, True, "421"),
    "within": (1, "import", ("cases",)),
    "fork": (1,),
    "await": (asyncio.sleep, "send", None, True),
    "run": (object(),),
    # Last: after this the case's loop believes for ever that ours has something to run.
    "ready": (1, (10**9, 0, float("-inf")), True),
}


def ask():
    for kind, payload in KINDS.items():
        for request in (payload, payload[:-1], (*payload, 1), tuple("x" for _ in payload)):
            try:
                print(kind, repr(side.request(kind, *request))[:80])
            except BaseException as error:
                print(kind, type(error).__name__)


async def number(_):
    ask()
    return 0


async def numbers():
    ask()
    yield 0


async def call(check):
    ask()
    side.request("task", "current", 0, ())
    for operation in ("result", "get_stack", "get_coro", "__class__"):
        try:
            print(side.request("task", operation, 1, ()))
        except BaseException as error:
            print(type(error).__name__)


def run(check):
    ask()
    return 0


def future():
    ask()
    return 0
