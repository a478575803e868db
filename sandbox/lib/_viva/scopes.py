"""A frame and its source: the expression at which it stands, the `with` statements around that, and what a name means there.

For telling people about code that has stopped. Nothing of it is run, so a property or a call has no value here.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator
from types import FrameType, MemberDescriptorType
from typing import Any

MISSING = object()
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_MAX_TEXT = 80
_trees: dict[str, ast.Module] = {}


def line(file: str, number: int) -> str:
    return linecache.getline(file, number).strip()[:_MAX_TEXT]


def text(node: ast.AST | None) -> str:
    return "" if node is None else ast.unparse(node)[:_MAX_TEXT]


def waiting(frame: FrameType) -> ast.expr | None:
    """The expression that is being evaluated: the innermost one that covers where the frame stands."""
    begin, end = _span(frame)
    best = None
    for node in _nodes(frame):
        if isinstance(node, ast.expr) and (node.lineno, node.col_offset) <= begin and end <= (node.end_lineno, node.end_col_offset):
            best = node  # the walk goes inwards
        elif best is None and isinstance(node, (ast.With, ast.AsyncWith)) and (node.lineno, node.col_offset) == begin:
            best = node.items[0].context_expr  # compilers differ in what they say of entering it
    return best


def receiver(frame: FrameType) -> ast.expr | None:
    """What `x.method()` at that place is called on; of a `with x:` it is x itself."""
    node = waiting(frame)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value
    return node


def entered(frame: FrameType) -> Iterator[ast.expr]:
    """The expressions of `with` statements that the frame stands inside of, and those that it has called `acquire` on."""
    begin, _ = _span(frame)
    calls: dict[str, ast.expr | None] = {}
    for node in _nodes(frame):
        if isinstance(node, (ast.With, ast.AsyncWith)) and begin <= (node.end_lineno, node.end_col_offset):
            for item in node.items:
                if (item.context_expr.end_lineno, item.context_expr.end_col_offset) < begin:
                    yield item.context_expr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and (node.end_lineno, node.end_col_offset) < begin:
            if node.func.attr in ("acquire", "release"):
                calls[text(node.func.value)] = node.func.value if node.func.attr == "acquire" else None
    yield from (node for node in calls.values() if node is not None)


def repeats(frame: FrameType) -> bool:
    """Whether the frame stands in a `while`."""
    begin, _ = _span(frame)
    loops = (node for node in _nodes(frame) if isinstance(node, ast.While))
    return any((node.lineno, node.col_offset) <= begin <= (node.end_lineno, node.end_col_offset) for node in loops)


def value(node: ast.expr, frame: FrameType) -> Any:
    """What a name, an attribute or an item with a plain key is there; MISSING where finding out would run code."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        for names in (frame.f_locals, frame.f_globals):
            if node.id in names:
                return names[node.id]
    elif isinstance(node, ast.Attribute):
        return _attribute(value(node.value, frame), node.attr)
    elif isinstance(node, ast.Subscript):
        held, key = value(node.value, frame), value(node.slice, frame)
        if type(held) in (dict, list, tuple) and type(key) in (int, str):
            try:
                return held[key]
            except LookupError:
                pass
    return MISSING


def _attribute(x: Any, name: str) -> Any:
    try:
        own = object.__getattribute__(x, "__dict__")
    except AttributeError:
        own = {}
    if type(own) is dict and name in own:
        return own[name]
    for cls in (*(type.mro(x) if isinstance(x, type) else ()), *type.mro(type(x))):
        found = type.__getattribute__(cls, "__dict__").get(name, MISSING)
        if type(found) is MemberDescriptorType:  # a slot
            try:
                return found.__get__(x)
            except AttributeError:
                return MISSING
        if found is not MISSING:
            return MISSING if hasattr(type(found), "__get__") else found
    return MISSING


# ---- the source ----


def _span(frame: FrameType) -> tuple[tuple[int, int], tuple[int, int]]:
    """Begin and end, as (line, column), of what the frame's instruction was compiled from."""
    number = frame.f_lineno
    for index, position in enumerate(frame.f_code.co_positions()):
        if index == frame.f_lasti // 2:
            if position[0] == number and None not in position:
                return (position[0], position[2]), (position[1], position[3])
            break
    return (number, 0), (number, 0)


def _nodes(frame: FrameType) -> Iterator[ast.AST]:
    """Of the function that the frame runs, outermost first, in the order of the source; nested functions are left out."""
    code = frame.f_code
    file = code.co_filename
    if file not in _trees:
        try:
            _trees[file] = ast.parse("".join(linecache.getlines(file)))
        except (SyntaxError, ValueError):
            _trees[file] = ast.Module([], [])
    tree = _trees[file]
    if code.co_name == "<module>":
        return _inside(tree)
    for node in ast.walk(tree):
        if isinstance(node, _FUNCTIONS) and getattr(node, "name", "<lambda>") == code.co_name:
            if code.co_firstlineno in (node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))):
                return _inside(node)
    return iter(())


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _FUNCTIONS):
            yield child
            yield from _inside(child)
