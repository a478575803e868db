"""Compiles cases so that a failing `assert` tells the values in it.

`assert f(x) == y` becomes

    if not ((@v0 := f(x)) == y):
        raise @failed("f(x) == y", <plan>, (x, @v0, y))
    del @v0

so every part is evaluated once, in its order, short circuits included, and while the assertion
holds it costs a store and a delete for each value that can't be read again. The plan is read by
`introspection.py`, on failure only. The names begin with "@": no case can use or shadow them.

It knows nothing of running cases.
"""

from __future__ import annotations

import ast
import types
import warnings

from .introspection import UNSET, Plan, describe
from .natives import type_name
from .saferepr import saferepr

__all__ = ["UNSET", "compile_cases", "failed"]

_NO_MESSAGE = object()


def compile_cases(source: str, filename: str) -> types.CodeType:
    """The module's code, with every assert rewritten.

    Raises SyntaxError, with line and column, for source that isn't Python.
    """
    if "\0" in source:
        before = source[: source.index("\0")]
        place = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise SyntaxError("source code cannot contain null bytes", (filename, *place, None))
    tree = ast.parse(source, filename)
    _Rewriter(source, filename).module(tree)
    try:
        return compile(tree, filename, "exec", dont_inherit=True)
    except SyntaxError as error:
        # Found after parsing, by the compiler, which doesn't have the text.
        lines = source.splitlines()
        if error.text is None and error.lineno and error.lineno <= len(lines):
            error.text = lines[error.lineno - 1] + "\n"
        raise


def failed(
    expr: str, plan: Plan, values: tuple[object, ...], message: object = _NO_MESSAGE
) -> AssertionError:
    """The error of an assertion that didn't hold.

    Its `__viva__` holds `expr`, `explanation` (also its message) and `comparison`, which is an
    attribute of its own, too.
    """
    try:
        explanation, comparison = describe(plan, values)
    except BaseException as error:
        explanation = f"assert {expr}\n  (values not shown: {type_name(error)})"
        comparison = None
    if message is not _NO_MESSAGE:
        text = message if type(message) is str else saferepr(message)
        explanation = f"{text}\n{explanation}"
    raised = AssertionError(explanation)
    raised.__viva__ = {"expr": expr, "explanation": explanation, "comparison": comparison}
    raised.comparison = comparison
    return raised


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

_BLOCKS = ("body", "orelse", "finalbody")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _at(origin: ast.AST) -> dict[str, int | None]:
    """The place of `origin`, for a node that takes its part."""
    return {
        "lineno": origin.lineno,
        "col_offset": origin.col_offset,
        "end_lineno": origin.end_lineno,
        "end_col_offset": origin.end_col_offset,
    }


def _literal(value: object, where: dict[str, int | None]) -> ast.expr:
    """Nested tuples of constants as an expression.

    Negative ints are out: RustPython aborts on one in an `ast.Constant`.
    """
    if isinstance(value, tuple):
        elements = [_literal(item, where) for item in value]
        return ast.Tuple(elements, ast.Load(), **where)
    if type(value) is int and value < 0:
        # As the parser would have made it; RustPython's compiler takes no other.
        return ast.UnaryOp(ast.USub(), ast.Constant(-value, **where), **where)
    return ast.Constant(value, **where)


class _Rewriter:
    """Walks the statements of one module."""

    def __init__(self, source: str, filename: str) -> None:
        self._filename = filename
        # Columns count the bytes of UTF-8.
        self._lines = [line.encode() for line in source.splitlines(keepends=True)]
        #: Names that some function may bind anew while an assertion is being evaluated.
        self.rebindable: set[str] = set()
        #: Names of modules, functions and classes; they speak for themselves.
        self.defined: set[str] = set()

    def module(self, tree: ast.Module) -> None:
        self._survey(tree.body)
        self._block(tree.body, in_class=False)
        place = 0
        for statement in tree.body:
            docstring = place == 0 and isinstance(statement, ast.Expr)
            future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
            if not (docstring and isinstance(statement.value, ast.Constant)) and not future:
                break
            place += 1
        where = {"lineno": 1, "col_offset": 0, "end_lineno": 1, "end_col_offset": 0}
        names = [ast.alias("failed", "@failed", **where), ast.alias("UNSET", "@unset", **where)]
        tree.body.insert(place, ast.ImportFrom(__name__, names, 0, **where))

    def segment(self, node: ast.AST) -> str:
        """The source text of `node`, its lines joined by single blanks."""
        first, last = node.lineno - 1, node.end_lineno - 1
        lines = self._lines[first : last + 1]
        if lines:
            lines[-1] = lines[-1][: node.end_col_offset]
            lines[0] = lines[0][node.col_offset :]
        return " ".join(b" ".join(line.strip() for line in lines).decode(errors="replace").split())

    def _survey(self, body: list[ast.stmt]) -> None:
        for statement in body:
            if isinstance(statement, (ast.Global, ast.Nonlocal)):
                self.rebindable.update(statement.names)
            elif isinstance(statement, (ast.Import, ast.ImportFrom)):
                for alias in statement.names:
                    self.defined.add(alias.asname or alias.name.partition(".")[0])
            elif isinstance(statement, _DEFINITIONS):
                self.defined.add(statement.name)
            for block in _blocks(statement):
                self._survey(block)

    def _block(self, body: list[ast.stmt], in_class: bool) -> None:
        place = 0
        while place < len(body):
            statement = body[place]
            if isinstance(statement, ast.Assert):
                replacement = self._assertion(statement, in_class)
                body[place : place + 1] = replacement
                place += len(replacement)
                continue
            if isinstance(statement, _DEFINITIONS):
                inner = isinstance(statement, ast.ClassDef)
            else:
                inner = in_class
            for block in _blocks(statement):
                self._block(block, inner)
            place += 1

    def _assertion(self, statement: ast.Assert, in_class: bool) -> list[ast.stmt]:
        if isinstance(statement.test, ast.Tuple) and statement.test.elts:
            warnings.warn_explicit(
                "assertion is always true, perhaps remove parentheses?",
                SyntaxWarning,
                self._filename,
                statement.lineno,
            )
        # A stored value would become an attribute of the class, a member of an enum.
        assertion = _Assertion(self, statement, records=not in_class)
        return assertion.statements()


def _blocks(statement: ast.stmt) -> list[list[ast.stmt]]:
    """The lists of statements inside `statement`."""
    found = [block for name in _BLOCKS if (block := getattr(statement, name, None))]
    found += [handler.body for handler in getattr(statement, "handlers", ())]
    if isinstance(statement, ast.Match):
        found += [case.body for case in statement.cases]
    return found


class _Assertion:
    """Rewrites one assert statement: `visit` gives each node's new form and its plan."""

    def __init__(self, rewriter: _Rewriter, statement: ast.Assert, records: bool) -> None:
        self._rewriter = rewriter
        self._statement = statement
        self._records = records
        self._values: list[ast.expr] = []
        self._stored: list[str] = []
        #: Stored in a part that may not be reached; these start as UNSET.
        self._skippable: list[str] = []
        self._in_skippable = False
        walk = ast.walk(statement.test)
        self._binds = any(isinstance(node, ast.NamedExpr) for node in walk)

    def statements(self) -> list[ast.stmt]:
        statement, where = self._statement, _at(self._statement)
        expr = self._rewriter.segment(statement.test)
        if self._records:
            test, plan = self.visit(statement.test)
        else:
            test, plan = statement.test, ("text", expr)
        arguments = [
            ast.Constant(expr, **where),
            _literal(plan, where),
            ast.Tuple(self._values, ast.Load(), **where),
        ]
        if statement.msg is not None:
            arguments.append(statement.msg)
        call = ast.Call(ast.Name("@failed", ast.Load(), **where), arguments, [], **where)
        condition = ast.UnaryOp(ast.Not(), test, **_at(statement.test))
        found: list[ast.stmt] = []
        if self._skippable:
            targets = [ast.Name(name, ast.Store(), **where) for name in self._skippable]
            found.append(ast.Assign(targets, ast.Name("@unset", ast.Load(), **where), **where))
        found.append(ast.If(condition, [ast.Raise(call, None, **where)], [], **where))
        if self._stored:
            targets = [ast.Name(name, ast.Del(), **where) for name in self._stored]
            found.append(ast.Delete(targets, **where))
        return found

    def visit(self, node: ast.expr) -> tuple[ast.expr, Plan]:
        """The node with its values recorded, and the plan to show it by."""
        method = getattr(self, f"_{type(node).__name__}", None)
        return self._leaf(node) if method is None else method(node)

    def _store(self, node: ast.expr) -> tuple[ast.expr, int]:
        """Record the value of `node` when it is evaluated."""
        name = f"@v{len(self._stored)}"
        self._stored.append(name)
        if self._in_skippable:
            self._skippable.append(name)
        where = _at(node)
        self._values.append(ast.Name(name, ast.Load(), **where))
        target = ast.Name(name, ast.Store(), **where)
        return ast.NamedExpr(target, node, **where), len(self._values) - 1

    def _leaf(self, node: ast.expr) -> tuple[ast.expr, Plan]:
        stored, index = self._store(node)
        return stored, ("value", index)

    def _operand(self, node: ast.expr) -> tuple[ast.expr, Plan, int]:
        """Like `visit`, for a node whose value itself is needed, too."""
        if isinstance(node, ast.Constant) and not self._in_skippable:
            self._values.append(node)
            return node, ("value", len(self._values) - 1), len(self._values) - 1
        new, plan = self.visit(node)
        if plan[0] in _RECORDED and plan[1] is not None:
            return new, plan, plan[1]
        stored, index = self._store(new)
        return stored, plan, index

    def _Constant(self, node: ast.Constant) -> tuple[ast.expr, Plan]:
        return node, ("text", saferepr(node.value))

    def _as_text(self, node: ast.expr) -> tuple[ast.expr, Plan]:
        return node, ("text", self._rewriter.segment(node))

    # Their values say nothing, or are made for this place alone.
    _Lambda = _GeneratorExp = _as_text

    def _Name(self, node: ast.Name) -> tuple[ast.expr, Plan]:
        again = node.id not in self._rewriter.rebindable
        if again and not self._binds and not self._in_skippable:
            self._values.append(ast.Name(node.id, ast.Load(), **_at(node)))
            return node, ("name", len(self._values) - 1, node.id)
        stored, index = self._store(node)
        return stored, ("name", index, node.id)

    def _base(self, node: ast.expr) -> tuple[ast.expr, Plan]:
        """What an attribute or item is taken from, a dotted path to a definition as text."""
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and root.id in self._rewriter.defined:
            return self._as_text(node)
        return self.visit(node)

    def _attribute(self, node: ast.Attribute) -> tuple[ast.expr, Plan]:
        node.value, base = self._base(node.value)
        return node, ("attribute", None, base, node.attr)

    def _recorded(self, node: ast.expr, plan: Plan) -> tuple[ast.expr, Plan]:
        stored, index = self._store(node)
        return stored, (plan[0], index, *plan[2:])

    def _Attribute(self, node: ast.Attribute) -> tuple[ast.expr, Plan]:
        return self._recorded(*self._attribute(node))

    def _Subscript(self, node: ast.Subscript) -> tuple[ast.expr, Plan]:
        node.value, base = self._base(node.value)
        if isinstance(node.slice, (ast.Slice, ast.Tuple)):
            key: Plan = ("text", self._rewriter.segment(node.slice))
        else:
            node.slice, key = self.visit(node.slice)
        return self._recorded(node, ("item", None, base, key))

    def _call(self, node: ast.Call) -> tuple[ast.expr, Plan]:
        if isinstance(node.func, ast.Name):
            function: Plan = ("text", node.func.id)
        elif isinstance(node.func, ast.Attribute):
            # Not recorded: the bound method says no more than its parts.
            node.func, function = self._attribute(node.func)
        else:
            node.func, function = self.visit(node.func)
        # Keywords come behind, but `f(a=x, *y)` evaluates y first: this is the order of ours, too.
        arguments: list[tuple[str, Plan]] = []
        for place, argument in enumerate(node.args):
            if isinstance(argument, ast.Starred):
                argument.value, plan = self._argument(argument.value)
                arguments.append(("*", plan))
            else:
                node.args[place], plan = self._argument(argument)
                arguments.append(("", plan))
        if len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp):
            # The parentheses of a lone generator are those of the call.
            arguments = [("", ("text", arguments[0][1][1].removeprefix("(").removesuffix(")")))]
        for keyword in node.keywords:
            label = "**" if keyword.arg is None else f"{keyword.arg}="
            keyword.value, plan = self._argument(keyword.value)
            arguments.append((label, plan))
        return node, ("call", None, function, tuple(arguments))

    def _argument(self, node: ast.expr) -> tuple[ast.expr, Plan]:
        """An argument; a display of constants is shown as it was written, not as it became."""
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)) and all(
            isinstance(element, ast.Constant) for element in node.elts
        ):
            return self._as_text(node)
        return self.visit(node)

    def _Call(self, node: ast.Call) -> tuple[ast.expr, Plan]:
        return self._recorded(*self._call(node))

    def _Await(self, node: ast.Await) -> tuple[ast.expr, Plan]:
        if isinstance(node.value, ast.Call):
            node.value, plan = self._call(node.value)
        else:
            node.value, plan = self.visit(node.value)
        return self._recorded(node, ("await", None, plan))

    def _NamedExpr(self, node: ast.NamedExpr) -> tuple[ast.expr, Plan]:
        node.value, plan, _ = self._operand(node.value)
        return node, plan

    def _UnaryOp(self, node: ast.UnaryOp) -> tuple[ast.expr, Plan]:
        node.operand, plan = self.visit(node.operand)
        return node, ("unary", _OPERATORS[type(node.op)], plan)

    def _BinOp(self, node: ast.BinOp) -> tuple[ast.expr, Plan]:
        node.left, left = self.visit(node.left)
        node.right, right = self.visit(node.right)
        return node, ("binary", _OPERATORS[type(node.op)], left, right)

    def _BoolOp(self, node: ast.BoolOp) -> tuple[ast.expr, Plan]:
        node.values[0], plan = self.visit(node.values[0])
        operands: list[tuple[int | None, Plan]] = [(None, plan)]
        outer, self._in_skippable = self._in_skippable, True
        for place, value in enumerate(node.values[1:], 1):
            node.values[place], plan, index = self._operand(value)
            operands.append((index, plan))
        self._in_skippable = outer
        return node, ("and" if isinstance(node.op, ast.And) else "or", tuple(operands))

    def _Compare(self, node: ast.Compare) -> tuple[ast.expr, Plan]:
        node.left, left, index = self._operand(node.left)
        indexes, plans = [index], [left]
        outer = self._in_skippable
        for place, comparator in enumerate(node.comparators):
            node.comparators[place], plan, index = self._operand(comparator)
            indexes.append(index)
            plans.append(plan)
            # Of a < b < c, c may not be reached.
            self._in_skippable = True
        self._in_skippable = outer
        operators = tuple(_OPERATORS[type(op)] for op in node.ops)
        return node, ("compare", operators, tuple(indexes), tuple(plans))


#: The plans that say at [1] where the value of the node itself is recorded, None for nowhere.
_RECORDED = ("value", "name", "attribute", "item", "call", "await")
