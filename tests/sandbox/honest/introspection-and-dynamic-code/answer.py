import gc
import inspect
import sys


def caller():
    return inspect.currentframe().f_code.co_name, sys._getframe(0).f_lineno > 0


def compiled(source):
    space = {}
    exec(compile(source, "generated", "exec"), space)
    return space["f"]


def made(name, **attributes):
    return type(name, (), attributes)


def signature(function):
    return str(inspect.signature(function))


def collected():
    return gc.collect() >= 0


def __getattr__(name):
    if name.startswith("dynamic_"):
        return name.removeprefix("dynamic_")
    raise AttributeError(name)
