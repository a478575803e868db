"""Watches the answer's code bytecode by bytecode, so that the kernel can switch threads anywhere in it.

Armed once for a submission, in an image of its own that hunts for races start from; plain runs are not slowed down.
"""

import ast
import opcode
import sys
from collections.abc import Iterator
from types import CodeType
from typing import Any

import _viva_host
from _viva import loop
from _viva.sources import sources

_TOOL = 5  # none of those that debuggers, coverage and profilers use
# What happens in the frame alone: before these no other thread can tell whether it comes in between.
_PRIVATE = (
    "CACHE RESUME NOP NOT_TAKEN EXTENDED_ARG LOAD_FAST STORE_FAST LOAD_CONST LOAD_SMALL_INT LOAD_COMMON_CONSTANT LOAD_CLOSURE POP_TOP "
    "POP_ITER POP_BLOCK POP_EXCEPT PUSH_NULL PUSH_EXC_INFO COPY SWAP JUMP POP_JUMP END_FOR END_SEND MAKE_CELL COPY_FREE_VARS IS_OP "
    "MAKE_FUNCTION SET_FUNCTION_ATTRIBUTE BUILD_TUPLE BUILD_LIST BUILD_MAP BUILD_SET BUILD_SLICE RETURN RERAISE RAISE_VARARGS "
    "CHECK_EXC_MATCH SETUP_FINALLY SETUP_CLEANUP SETUP_WITH"
).split()
# A coroutine or generator that waits in this bytecode for another one passes on what is thrown into it, cancellations too; but
# RustPython 0.6 no longer sees that it waits there once its bytecodes are exchanged, and throws into the outer one alone.
_SEND = opcode.opmap["SEND"]
_private = {number for name, number in opcode.opmap.items() if any((name + "_").startswith(one + "_") for one in _PRIVATE)}


def permute() -> None:
    """From now on the kernel says which of several ready callbacks of an event loop is next."""
    loop.choose = _viva_host.pick


def arm() -> dict[str, Any]:
    """Arms the code objects of the answer's files, but for those that await; tells where their lines begin, and what each line reads and writes."""
    monitoring = sys.monitoring
    event = monitoring.events.INSTRUCTION
    monitoring.use_tool_id(_TOOL, "viva")
    monitoring.register_callback(_TOOL, event, _viva_host.step)
    codes = []
    touched = {}
    for name, module in sources.compiled.items():
        touched[module.co_filename] = _touched(sources.get_source(name) or "")
        for code in _nested(module):
            if _SEND in code.co_code[::2]:
                continue
            touching = _touching(code)  # before its bytecodes are exchanged for ones that tell of themselves
            monitoring.set_local_events(_TOOL, code, event)
            lines = [(start, line or 0) for start, _, line in code.co_lines()]
            codes.append({"address": id(code), "file": code.co_filename, "lines": lines, "touching": touching})
    permute()
    # The answer could disarm itself, and be none the wiser.
    sys.monitoring = None
    return {"codes": codes, "touched": touched}


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if type(constant) is CodeType:
            yield from _nested(constant)


def _touching(code: CodeType) -> list[int]:
    """The offsets of bytecodes that touch what threads could share."""
    return [offset for offset in range(0, len(code.co_code), 2) if code.co_code[offset] not in _private]


def _touched(text: str) -> dict[int, dict[str, list[str]]]:
    """For each line what several threads may share: attributes, items, and names that aren't local."""
    tree = ast.parse(text)
    shared = {name for node in ast.walk(tree) if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
    fresh = _fresh(tree)
    lines: dict[int, dict[str, list[str]]] = {}

    def note(node: ast.expr, kind: str) -> None:
        if isinstance(node, ast.Name) and node.id not in shared or node in fresh:
            return
        what = f"{ast.unparse(node.value)}[…]" if isinstance(node, ast.Subscript) else ast.unparse(node)
        lines.setdefault(node.lineno, {"reads": [], "writes": []})[kind].append(what)

    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Name):
            note(node, "reads" if isinstance(node.ctx, ast.Load) else "writes")
        elif isinstance(node, ast.AugAssign):
            note(node.target, "reads")
    return lines


def _fresh(tree: ast.AST) -> set[ast.AST]:
    """What is set on an object that is being made: no other thread has that one, though another of its class may be known to it."""
    fresh: set[ast.AST] = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name == "__init__" and function.args.args:
            own = function.args.args[0].arg
            for node in ast.walk(function):
                if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                    if isinstance(node.value, ast.Name) and node.value.id == own:
                        fresh.add(node)
    return fresh
