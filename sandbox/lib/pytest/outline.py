"""What a cases file contains, read from its syntax tree: for when it can't be executed (the answer lacks a name, say)."""

from __future__ import annotations

import ast
from dataclasses import asdict, dataclass
from typing import Any


@dataclass
class Outline:
    """One test function. `function` is `name` or `Class::name`."""

    function: str
    title: str
    sample: bool
    points: float
    line: int
    requires: list[str]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def outline(tree: ast.Module) -> list[Outline]:
    """Every test function in order; of marks only what is written as a literal is known."""
    return list(_in_body(tree.body, "", False))


def _in_body(body: list[ast.stmt], prefix: str, unit: bool) -> Any:
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            bases = any("TestCase" in ast.unparse(base) for base in statement.bases)
            if bases or statement.name.startswith("Test"):
                yield from _in_body(statement.body, f"{prefix}{statement.name}::", bases)
        elif isinstance(
            statement, (ast.FunctionDef, ast.AsyncFunctionDef)
        ) and statement.name.startswith("test"):
            yield _function(statement, prefix)


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, prefix: str) -> Outline:
    name = prefix + node.name
    found = Outline(name, name, False, 1, node.lineno, [])
    for decorator in reversed(node.decorator_list):
        _read_mark(decorator, found)
    text = ast.get_docstring(node)
    if text:
        found.title = text.splitlines()[0].strip()
    return found


def _read_mark(decorator: ast.expr, found: Outline) -> None:
    call = decorator if isinstance(decorator, ast.Call) else None
    target = decorator.func if call else decorator
    if not isinstance(target, ast.Attribute) or not ast.unparse(target).endswith(
        f"mark.{target.attr}"
    ):
        return
    values = [one.value for one in call.args if isinstance(one, ast.Constant)] if call else []
    if target.attr == "sample":
        found.sample = True
    elif target.attr == "title" and values:
        found.title = str(values[0])
    elif target.attr == "points" and values and isinstance(values[0], (int, float)):
        found.points = values[0]
    elif target.attr == "requires":
        found.requires = [str(value) for value in values]
