"""The rewriting of one assert statement, as text: which values to record, and the plan.

`visit` gives a node's new text and its plan, the nested tuples that `introspection.py` reads. It
knows nothing of the statements around; `rewrite.py` finds those.
"""

from __future__ import annotations

import ast
from typing import Protocol

from .introspection import UNSET, Plan
from .saferepr import saferepr

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Not: "not ",
    ast.Invert: "~",
    ast.USub: "-",
    ast.UAdd: "+",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}

#: The plans that say at [1] where the value of the node itself is recorded, None for nowhere.
_RECORDED = ("value", "name", "attribute", "item", "call", "await")
#: Expressions that need parentheses of their own on the right of `:=`.
_LOOSE = (ast.NamedExpr, ast.Yield, ast.YieldFrom)

Visited = tuple[str, Plan]


class SourceText(Protocol):
    """The text that the nodes were parsed from."""

    whole: str

    def start(self, node: ast.AST) -> int: ...
    def end(self, node: ast.AST) -> int: ...
    def of(self, node: ast.AST) -> str: ...


class Assertion:
    """Rewrites one assert; without `records` it stores nothing and shows only its text."""

    def __init__(
        self, text: SourceText, defined: set[str], rebindable: set[str], records: bool
    ) -> None:
        self._text = text
        self._defined = defined
        self._rebindable = rebindable
        self._records = records
        #: The recorded values, as they are written where the assertion has failed.
        self._values: list[str] = []
        self._stored: list[str] = []
        #: Stored in a part that may not be reached; these start as UNSET.
        self._skippable: list[str] = []
        self._in_skippable = False
        self._binds = False

    def rewritten(self, statement: ast.Assert, function: str) -> str:
        """Simple statements on as many lines as the assert took; `function` raises the error."""
        whole, test = self._text.whole, statement.test
        expr = _one_line(self._text.of(test))
        # A value bound within the assertion may be bound again before the assertion fails.
        self._binds = ":=" in expr
        new, plan = self.visit(test) if self._records else (self._text.of(test), ("text", expr))
        before = whole[self._text.start(statement) + len("assert") : self._text.start(test)]
        values = "".join(f"{value}, " for value in self._values)
        call = f"{function}({expr!r}, {plan!r}, ({values})"
        if statement.msg is None:
            behind = whole[self._text.end(test) : self._text.end(statement)]
            call += ")"
        else:
            gap = whole[self._text.end(test) : self._text.start(statement.msg)]
            comma = _comma(gap)
            behind = gap[:comma]
            message = whole[self._text.start(statement.msg) : self._text.end(statement)]
            call += f", {gap[comma + 1 :]}{message})"
        # The call comes first, so that a traceback names the line where the assert begins.
        parts = [f"{call} if not ({before}{new}{behind}) else None"]
        if self._skippable:
            parts.insert(0, f"{'='.join(self._skippable)}={UNSET!r}")
        if self._stored:
            parts.append(f"del {', '.join(self._stored)}")
        return "; ".join(parts)

    def visit(self, node: ast.expr) -> Visited:
        """The node's text with its values recorded, and the plan to show it by."""
        method = getattr(self, f"_{type(node).__name__}", None)
        return self._leaf(node) if method is None else method(node)

    def _with(self, node: ast.expr, *children: tuple[ast.expr, str]) -> str:
        """The node's text with new texts for some of the nodes in it."""
        place, parts = self._text.start(node), []
        for child, new in sorted(children, key=lambda pair: self._text.start(pair[0])):
            parts += [self._text.whole[place : self._text.start(child)], new]
            place = self._text.end(child)
        parts.append(self._text.whole[place : self._text.end(node)])
        return "".join(parts)

    def _store(self, node: ast.expr, text: str) -> tuple[str, int]:
        """Record the value of `node`, now written as `text`, when it is evaluated."""
        name = f"_viva_{len(self._stored)}"
        self._stored.append(name)
        if self._in_skippable:
            self._skippable.append(name)
        self._values.append(name)
        value = f"({text})" if isinstance(node, _LOOSE) else text
        return f"({name}:={value})", len(self._values) - 1

    def _leaf(self, node: ast.expr) -> Visited:
        stored, index = self._store(node, self._text.of(node))
        return stored, ("value", index)

    def _recorded(self, node: ast.expr, visited: Visited) -> Visited:
        text, plan = visited
        stored, index = self._store(node, text)
        return stored, (plan[0], index, *plan[2:])

    def _operand(self, node: ast.expr) -> tuple[str, Plan, int]:
        """Like `visit`, for a node whose value itself is needed, too."""
        if isinstance(node, ast.Constant) and not self._in_skippable:
            text = self._text.of(node)
            if "\n" not in text:
                self._values.append(text)
                return text, ("value", len(self._values) - 1), len(self._values) - 1
        text, plan = self.visit(node)
        if plan[0] in _RECORDED and plan[1] is not None:
            return text, plan, plan[1]
        stored, index = self._store(node, text)
        return stored, plan, index

    def _Constant(self, node: ast.Constant) -> Visited:
        return self._text.of(node), ("text", saferepr(node.value))

    def _as_text(self, node: ast.expr) -> Visited:
        text = self._text.of(node)
        return text, ("text", _one_line(text))

    # Their values say nothing, or are made for this place alone.
    _Lambda = _GeneratorExp = _as_text

    def _Name(self, node: ast.Name) -> Visited:
        if node.id in self._rebindable or self._binds or self._in_skippable:
            stored, index = self._store(node, node.id)
            return stored, ("name", index, node.id)
        self._values.append(node.id)
        return node.id, ("name", len(self._values) - 1, node.id)

    def _base(self, node: ast.expr) -> Visited:
        """What an attribute or item is taken from, a dotted path to a definition as text."""
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and root.id in self._defined:
            return self._as_text(node)
        return self.visit(node)

    def _attribute(self, node: ast.Attribute) -> Visited:
        text, base = self._base(node.value)
        return self._with(node, (node.value, text)), ("attribute", None, base, node.attr)

    def _Attribute(self, node: ast.Attribute) -> Visited:
        return self._recorded(node, self._attribute(node))

    def _Subscript(self, node: ast.Subscript) -> Visited:
        text, base = self._base(node.value)
        if isinstance(node.slice, (ast.Slice, ast.Tuple)):
            key_text, key = self._as_text(node.slice)
        else:
            key_text, key = self.visit(node.slice)
        new = self._with(node, (node.value, text), (node.slice, key_text))
        return self._recorded(node, (new, ("item", None, base, key)))

    def _call(self, node: ast.Call) -> Visited:
        if isinstance(node.func, ast.Name):
            text, function = self._as_text(node.func)
        elif isinstance(node.func, ast.Attribute):
            # Not recorded: the bound method says no more than its parts.
            text, function = self._attribute(node.func)
        else:
            text, function = self.visit(node.func)
        children = [(node.func, text)]
        arguments: list[tuple[str, Plan]] = []
        for argument in node.args:
            label, value = ("*", argument.value) if _starred(argument) else ("", argument)
            text, plan = self._argument(value)
            children.append((value, text))
            arguments.append((label, plan))
        if len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp):
            # The parentheses of a lone generator are those of the call.
            arguments = [("", ("text", arguments[0][1][1].removeprefix("(").removesuffix(")")))]
        for keyword in node.keywords:
            text, plan = self._argument(keyword.value)
            children.append((keyword.value, text))
            arguments.append(("**" if keyword.arg is None else f"{keyword.arg}=", plan))
        return self._with(node, *children), ("call", None, function, tuple(arguments))

    def _argument(self, node: ast.expr) -> Visited:
        """An argument; a display of constants is shown as it was written, not as it became."""
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)) and all(
            isinstance(element, ast.Constant) for element in node.elts
        ):
            return self._as_text(node)
        return self.visit(node)

    def _Call(self, node: ast.Call) -> Visited:
        return self._recorded(node, self._call(node))

    def _Await(self, node: ast.Await) -> Visited:
        if isinstance(node.value, ast.Call):
            text, plan = self._call(node.value)
        else:
            text, plan = self.visit(node.value)
        new = self._with(node, (node.value, text))
        return self._recorded(node, (new, ("await", None, plan)))

    def _NamedExpr(self, node: ast.NamedExpr) -> Visited:
        text, plan, _ = self._operand(node.value)
        return self._with(node, (node.value, text)), plan

    def _UnaryOp(self, node: ast.UnaryOp) -> Visited:
        text, plan = self.visit(node.operand)
        new = self._with(node, (node.operand, text))
        return new, ("unary", _OPERATORS[type(node.op)], plan)

    def _BinOp(self, node: ast.BinOp) -> Visited:
        left_text, left = self.visit(node.left)
        right_text, right = self.visit(node.right)
        new = self._with(node, (node.left, left_text), (node.right, right_text))
        return new, ("binary", _OPERATORS[type(node.op)], left, right)

    def _BoolOp(self, node: ast.BoolOp) -> Visited:
        text, plan = self.visit(node.values[0])
        children = [(node.values[0], text)]
        operands: list[tuple[int | None, Plan]] = [(None, plan)]
        outer, self._in_skippable = self._in_skippable, True
        for value in node.values[1:]:
            text, plan, index = self._operand(value)
            children.append((value, text))
            operands.append((index, plan))
        self._in_skippable = outer
        kind = "and" if isinstance(node.op, ast.And) else "or"
        return self._with(node, *children), (kind, tuple(operands))

    def _Compare(self, node: ast.Compare) -> Visited:
        children, indexes, plans = [], [], []
        outer = self._in_skippable
        for place, operand in enumerate([node.left, *node.comparators]):
            # Of a < b < c, c may not be reached.
            self._in_skippable = outer or place > 1
            text, plan, index = self._operand(operand)
            children.append((operand, text))
            indexes.append(index)
            plans.append(plan)
        self._in_skippable = outer
        operators = tuple(_OPERATORS[type(op)] for op in node.ops)
        new = self._with(node, *children)
        return new, ("compare", operators, tuple(indexes), tuple(plans))


def _starred(node: ast.expr) -> bool:
    return isinstance(node, ast.Starred)


def _one_line(text: str) -> str:
    """Lines joined by single blanks; blanks inside a line stay, they may be in a string."""
    return " ".join(line.strip() for line in text.split("\n")) if "\n" in text else text


def _comma(gap: str) -> int:
    """Where the comma is between an assertion and its message; comments may hold others."""
    place = 0
    while gap[place] != ",":
        place = gap.index("\n", place) if gap[place] == "#" else place + 1
    return place
