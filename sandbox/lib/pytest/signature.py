"""Which arguments a function wants filled by fixtures, read from its code object; `inspect` only where that can't tell."""

from __future__ import annotations

from types import FunctionType
from typing import Any

GENERATOR = 0x20
COROUTINE = 0x80
ASYNC_GENERATOR = 0x200


def flags(function: Any) -> int:
    """The code flags, 0 for a callable that isn't a Python function."""
    function = getattr(function, "__func__", function)
    code = getattr(function, "__code__", None)
    return 0 if code is None else code.co_flags


def argument_names(function: Any, bound: bool) -> tuple[str, ...]:
    """Names of the arguments without a default; `bound` drops the first one (`self`)."""
    if type(function) is FunctionType and "__wrapped__" not in function.__dict__:
        code = function.__code__
        count = code.co_argcount
        names = code.co_varnames
        plain = names[: count - len(function.__defaults__ or ())]
        if code.co_kwonlyargcount:
            defaults = function.__kwdefaults__ or ()
            plain += tuple(
                name
                for name in names[count : count + code.co_kwonlyargcount]
                if name not in defaults
            )
    else:
        plain = _inspected(function)
    return plain[1:] if bound else plain


def default_names(function: Any) -> tuple[str, ...]:
    """Names of the positional arguments that have a default."""
    defaults = getattr(function, "__defaults__", None)
    if not defaults:
        return ()
    code = function.__code__
    return code.co_varnames[code.co_argcount - len(defaults) : code.co_argcount]


def call_with_optional(function: Any, argument: object) -> None:
    """Call an xunit-style function: it may take one argument or none."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    wanted = 0 if code is None else code.co_argcount - (1 if hasattr(function, "__self__") else 0)
    if wanted:
        function(argument)
    else:
        function()


def _inspected(function: Any) -> tuple[str, ...]:
    import inspect

    wanted = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    parameters = inspect.signature(function).parameters.values()
    names = [
        one.name
        for one in parameters
        if one.kind in wanted and one.default is inspect.Parameter.empty
    ]
    injected = _mock_arguments(function)
    if injected:
        # `mock.patch` passes its mocks positionally, after `self` and before everything else.
        first = 1 if names[:1] == ["self"] else 0
        del names[first : first + injected]
    return tuple(names)


def _mock_arguments(function: Any) -> int:
    """How many positional arguments `mock.patch` decorators pass in."""
    patchings = getattr(function, "patchings", None)
    if not patchings:
        return 0
    from unittest import mock

    return sum(1 for one in patchings if not one.attribute_name and one.new is mock.DEFAULT)
