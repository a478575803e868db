"""Prints the small mutants of a program, one JSON object a line: what changes, on which line, and the edit of its text.

Knows nothing of cases. Leaves alone what no case could be meant to see: annotations, docstrings, the words of an error,
`__slots__`. An edit replaces the bytes from `start` to `end` by `text`; one that doesn't parse is left out.
"""

import ast
import copy
import json
from collections.abc import Iterator

from subject import SOURCE  # The program's text, given along with this file.

COMPARISONS: dict[type[ast.cmpop], list[type[ast.cmpop]]] = {
    ast.Lt: [ast.LtE, ast.GtE],
    ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.LtE],
    ast.GtE: [ast.Gt, ast.Lt],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}
SIGNS: dict[type[ast.AST], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.And: "and",
    ast.Or: "or",
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
SCOPES = (*FUNCTIONS, ast.ClassDef, ast.Module)
# Fields that no case is meant to see.
UNSEEN = {"annotation", "returns", "type_params", "format_spec", "type_comment"}
LOCKS = ("lock", "mutex", "condition", "cond", "semaphore", "changed", "guard")

Change = tuple[str, ast.AST, str]


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)))


def is_docstring(node: ast.stmt, owner: ast.AST) -> bool:
    return isinstance(owner, SCOPES) and bool(owner.body) and owner.body[0] is node and isinstance(node, ast.Expr) and is_text(node.value)


def visible(node: ast.AST, in_raise: bool = False) -> Iterator[tuple[ast.AST, ast.AST, bool]]:
    """Every node that a case may be meant to see, with its parent, and whether it belongs to a `raise`."""
    for name, value in ast.iter_fields(node):
        if name in UNSEEN:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST):
                continue
            if isinstance(child, ast.stmt) and is_docstring(child, node):
                continue
            if isinstance(child, ast.Assign) and any(isinstance(t, ast.Name) and t.id in {"__slots__", "__all__"} for t in child.targets):
                continue
            if isinstance(child, ast.keyword) and child.arg in {"slots", "stacklevel", "daemon"}:
                continue
            raises = isinstance(child, ast.Raise) or (in_raise and not isinstance(child, ast.stmt))
            yield child, node, raises
            yield from visible(child, raises)


def replaced(node: ast.expr) -> str:
    return f"({ast.unparse(ast.fix_missing_locations(node))})"


def of_expression(node: ast.AST, parent: ast.AST, raises: bool) -> Iterator[Change]:
    match node:
        case ast.Compare():
            for index, op in enumerate(node.ops):
                for other in COMPARISONS[type(op)]:
                    changed = copy.deepcopy(node)
                    changed.ops[index] = other()
                    yield f"{SIGNS[type(op)]} to {SIGNS[other]}", node, replaced(changed)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC and not is_text(left) and not is_text(right):
            if not isinstance(left, (ast.List, ast.Tuple)) and not isinstance(right, (ast.List, ast.Tuple)):
                other = ARITHMETIC[type(op)]
                yield f"{SIGNS[type(op)]} to {SIGNS[other]}", node, replaced(ast.BinOp(left, other(), right))
        case ast.BoolOp(op=op, values=values):
            other = ast.Or if isinstance(op, ast.And) else ast.And
            yield f"{SIGNS[type(op)]} to {SIGNS[other]}", node, replaced(ast.BoolOp(other(), values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "without not", node, replaced(operand)
        case ast.UnaryOp(op=ast.USub(), operand=operand) if not isinstance(operand, ast.Constant):
            yield "without -", node, replaced(operand)
        case ast.IfExp(test=test):
            yield "condition to True", test, "True"
            yield "condition to False", test, "False"
        case ast.comprehension(ifs=conditions):
            for condition in conditions:
                yield "condition to True", condition, "True"
        case ast.Constant(value=bool(value)):
            yield f"{value} to {not value}", node, str(not value)
        case ast.Constant(value=int(value) | float(value)) if not raises:
            for other in [value + 1, value - 1] if value > 0 else [value + 1]:
                yield f"{value!r} to {other!r}", node, f"({other!r})"
        case ast.Constant(value=str(value) | bytes(value)) if value and not raises and not isinstance(parent, (ast.JoinedStr, ast.Expr)):
            empty = type(value)()
            shown = value if len(value) <= 20 else value[:19] + ("…" if isinstance(value, str) else b"~")
            yield f"{shown!r} to {empty!r}", node, repr(empty)


def rebound(function: ast.AST) -> set[str]:
    """The names that a function binds more than once: to leave out one of these bindings is a mistake that can work."""
    seen: set[str] = set()
    twice: set[str] = set()
    for node in ast.walk(function):
        name = node.arg if isinstance(node, ast.arg) else None
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            name = node.id
        if name in seen:
            twice.add(name)
        elif name:
            seen.add(name)
    return twice


def of_statement(node: ast.stmt, names: set[str]) -> Iterator[Change]:
    match node:
        case ast.AugAssign(target=target, op=op, value=value):
            yield "delete", node, "pass"
            if type(op) in ARITHMETIC and not is_text(value):
                other = ARITHMETIC[type(op)]
                changed = ast.AugAssign(target, other(), value)
                yield f"{SIGNS[type(op)]}= to {SIGNS[other]}=", node, ast.unparse(ast.fix_missing_locations(changed))
        case ast.Expr(value=ast.Constant()):
            return
        case ast.Expr() | ast.Raise() | ast.Delete() | ast.Assert():
            yield "delete", node, "pass"
        case ast.Assign(targets=[target]) if not isinstance(target, ast.Name) or target.id in names:
            if isinstance(target, (ast.Attribute, ast.Subscript, ast.Name)):
                yield "delete", node, "pass"
        case ast.AnnAssign(target=ast.Attribute(), value=ast.expr()):
            yield "delete", node, "pass"
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "return None", node, "return None"
        case ast.If(test=test) if not isinstance(test, ast.Constant):
            yield "condition to True", test, "True"
            yield "condition to False", test, "False"
        case ast.While(test=test) if not isinstance(test, ast.Constant):
            yield "condition to False", test, "False"
        case ast.Break():
            yield "break to continue", node, "continue"
        case ast.Continue():
            yield "continue to break", node, "break"
        case ast.With(items=[ast.withitem(context_expr=held, optional_vars=None)]) | ast.AsyncWith(
            items=[ast.withitem(context_expr=held, optional_vars=None)]
        ) if any(word in ast.unparse(held).lower() for word in LOCKS):
            # The line's end stays where it is, and nothing is called in the lock's place: that would make races rarer.
            end = {"end_lineno": held.end_lineno, "end_col_offset": held.end_col_offset}
            yield "without lock", ast.Pass(lineno=node.lineno, col_offset=node.col_offset, **end), "if True"


def of_handler(node: ast.ExceptHandler) -> Iterator[Change]:
    kind = node.type
    if kind is not None and not (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"}):
        yield "except to Exception", kind, "Exception"


def changes(tree: ast.Module) -> Iterator[Change]:
    functions: dict[ast.AST, set[str]] = {}
    owners: dict[ast.AST, ast.AST] = {tree: tree}
    for node, parent, raises in visible(tree):
        owner = owners[parent]
        owners[node] = node if isinstance(node, FUNCTIONS) else owner
        if isinstance(node, ast.stmt):
            if owner not in functions:
                functions[owner] = rebound(owner)
            yield from of_statement(node, functions[owner])
        elif isinstance(node, ast.ExceptHandler):
            yield from of_handler(node)
        else:
            yield from of_expression(node, parent, raises)


def main() -> None:
    data = SOURCE.encode()
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for what, node, text in changes(ast.parse(SOURCE)):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        try:
            ast.parse((data[:start] + text.encode() + data[end:]).decode())
        except (SyntaxError, UnicodeDecodeError):
            continue
        print(json.dumps({"what": what, "line": node.lineno, "start": start, "end": end, "text": text}))


main()
