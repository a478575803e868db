"""The special methods: which cross the boundary, and how each is run where the object lives.

A binary operator crosses as one message with both operands and runs as `operator.add(a, b)`: the order of the
attempts and NotImplemented come out as Python's own. A reflected one, which is asked for once the left operand has
deferred on its own side, runs by itself: both would be asked over and over otherwise.
"""

import copy
import math
import operator

from .inspection import code_flags
from .natives import special_method

BINARY = tuple("add sub mul matmul truediv floordiv mod divmod pow lshift rshift and or xor".split())
_INPLACE = tuple(name for name in BINARY if name != "divmod")
COMPARE = frozenset("eq ne lt le gt ge".split())


def _reflected(name):
    method = f"__r{name}__"

    def perform(x, *operands):
        try:
            reflected = special_method(x, method)
        except AttributeError:
            return NotImplemented
        return reflected(*operands)

    return perform


# name in a message -> what the owner does with the operands
OPERATORS = {
    **{name: getattr(operator, name + "_" * (name in ("and", "or"))) for name in BINARY if name != "divmod"},
    **{"r" + name: _reflected(name) for name in BINARY},
    **{"i" + name: getattr(operator, "i" + name) for name in _INPLACE},
    **{name: getattr(operator, name) for name in COMPARE},
    **{
        name: getattr(operator, name)
        for name in "neg pos invert contains getitem setitem delitem index length_hint".split()
    },
    "divmod": divmod,
    "pow": pow,
    "len": len,
    "iter": iter,
    "next": next,
    "hash": hash,
    "bool": bool,
    "repr": repr,
    "str": str,
    "format": format,
    "dir": dir,
    "abs": abs,
    "int": int,
    "float": float,
    "complex": complex,
    "round": round,
    "reversed": reversed,
    "bytes": bytes,
    "trunc": math.trunc,
    "floor": math.floor,
    "ceil": math.ceil,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "code_flags": code_flags,
}


def _dunders(names, prefixes=("",)):
    return frozenset(f"__{prefix}{name}__" for name in names for prefix in prefixes)


# Called as they stand, looked up on the object's class.
NAMED = _dunders("enter exit get set delete set_name missing aenter aexit aiter anext fspath".split())
_UNARY = _dunders(
    "len iter next hash bool repr str format abs neg pos invert int float complex round reversed bytes trunc floor "
    "ceil index contains getitem setitem delitem length_hint".split()
)
ARITHMETIC = _dunders(BINARY, ("", "r"))
INPLACE = _dunders(_INPLACE, ("i",))
# Everything that a described class may forward. What isn't here is never looked at on a proxy.
FORWARD = NAMED | _UNARY | ARITHMETIC | INPLACE | _dunders(COMPARE) | {"__call__", "__await__"}
# Of a builtin's subclass, never the override: what it equals, how it orders, hashes, counts, every numeric reading.
NATIVE = _dunders(COMPARE) | _dunders(
    "hash bool len iter abs neg pos invert int float complex round trunc floor ceil index reversed bytes".split()
)
# Of a mutable builtin's subclass: run on the owner, whose contents come back with the reply.
MUTATORS = _dunders("setitem delitem".split()) | INPLACE
