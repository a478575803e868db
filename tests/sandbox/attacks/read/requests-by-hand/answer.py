from _viva import link

side = link.side


class Problem(Exception):
    pass


def ask(*request):
    try:
        print(request[0], repr(side.request(*request))[:200])
    except BaseException as error:
        print(request[0], type(error).__name__, error)


class Number(int):
    """Sent as an object of the judge's with that number."""


def solve(given):
    from _viva.boundary import codec

    for name in ("cases", "answer", "builtins", "sys", "os", "pytest", "_viva.judge", "_viva_host"):
        ask("import", name)
    for name in ("__globals__", "__dict__", "__class__", "__code__", "_secret", "side_effect"):
        ask("get", given, name)
    ask("vars", given)
    ask("op", "dir", given)
    ask("op", "deepcopy", given)
    ask("op", "repr", given)
    ask("dunder", "__get__", given, (given, None))
    ask("isinstance", given, object)
    for name in ("open", "eval", "getattr", "vars", "type", "print", "operator.attrgetter", "globals", "object"):
        ask("call", name, ("SECRET",), ())
        ask("op", "getitem", name, 0)
    real = side.reduce
    for number in range(60):
        side.reduce = lambda x, number=number: ("o", number, ())
        for request in (
            ("vars", Number(0)),
            ("get", Number(0), "rows"),
            ("get", Number(0), "__globals__"),
            ("get", Number(0), "args"),
            ("op", "str", Number(0)),
            ("op", "repr", Number(0)),
            ("op", "iter", Number(0)),
            ("call", Number(0), (), ()),
        ):
            try:
                data, sent = codec.encode((request[0], None, request[1:]), side)
                reply = link.KernelTransport().call(data)
                print(number, request[0], reply[:60])
            except BaseException as error:
                print(number, request[0], type(error).__name__, error)
    side.reduce = real
