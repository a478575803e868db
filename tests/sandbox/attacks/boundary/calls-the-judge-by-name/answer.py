from _viva import link
from _viva.boundary import codec

side = link.side


def ask(*request):
    try:
        return side.request(*request)
    except Exception:
        return None


def number(given):
    for target in (
        "builtins.setattr",
        "setattr",
        "exec",
        "eval",
        "open",
        "type",
        "print",
        "vars",
        "object",
        "int",
        given,
        type(given),
    ):
        ask("call", target, ("cases", "number", lambda *_: 421), ())
        ask("set", target, "__eq__", lambda *_: True)
        ask("set", target, "__class__", int)
        ask("set", target, "__code__", (lambda *_: 421).__code__)
        ask("del", target, "__eq__")
        ask("get", target, "__globals__")
        ask("op", "iadd", target, [421])
        ask("op", "setitem", target, 0, 421)
        ask("dunder", "__set_name__", target, (given, "x"))
    ask("import", "os")
    ask("vars", given)
    if hasattr(given, "expected"):
        # What a case hands over may be changed as an answer in the same process could; its methods may not.
        ask("set", type(given), "expected", lambda self: 0)
        ask("set", given.expected, "__func__", lambda self: 0)
    return 0


call_real = ask


def call(function):
    for name, value in (
        ("called", True),
        ("call_count", 1),
        ("call_args", ((421,), {})),
        ("mock_calls", []),
        ("side_effect", None),
    ):
        ask("set", function, name, value)
    ask("set", function, "assert_called_once_with", lambda *a: None)
    ask("get", function, "reset_mock")
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
