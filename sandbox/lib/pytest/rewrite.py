"""Compiles cases so that a failing `assert` tells the values in it.

`assert f(x) == y, why` becomes, in the text of the file and on the same lines,

    _viva_failed("f(x) == y", <plan>, (x, _viva_0, y), why) if not ((_viva_0:=f(x)) == y) else None
    del _viva_0

(with a semicolon for the line end). Every part is evaluated once, in its order, short circuits
included, and while the assertion holds it costs a store and a delete for each value that can't be
read again. The plan is read by `introspection.py`, on failure only. Text, because compiling text
is many times cheaper in the guest than compiling a tree of nodes; and on the same lines, so that
tracebacks stay what they were.

It knows nothing of running cases.
"""

from __future__ import annotations

import ast
import types
import warnings

from .assertion import Assertion
from .introspection import Plan, describe
from .natives import type_name
from .saferepr import saferepr

__all__ = ["compile_cases", "failed"]

_NO_MESSAGE = object()
_IMPORT = f"from {__name__} import failed as _viva_failed"
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def compile_cases(source: str, filename: str) -> types.CodeType:
    """The module's code, with every assert rewritten.

    Raises SyntaxError, with line and column, for source that isn't Python.
    """
    if "\0" in source:
        before = source[: source.index("\0")]
        place = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise SyntaxError("source code cannot contain null bytes", (filename, *place, None))
    text = Text(source)
    rewritten = _Rewriter(text, filename).module(ast.parse(text.whole, filename))
    try:
        return compile(rewritten, filename, "exec", dont_inherit=True)
    except SyntaxError:
        # What only the compiler finds, a stray `return`, say: let the file's own text be quoted.
        return _compile_plain(text.whole, filename)


def _compile_plain(source: str, filename: str) -> types.CodeType:
    try:
        return compile(source, filename, "exec", dont_inherit=True)
    except SyntaxError as error:
        lines = source.split("\n")
        if error.text is None and error.lineno and error.lineno <= len(lines):
            error.text = lines[error.lineno - 1] + "\n"
        raise


def failed(
    expr: str, plan: Plan, values: tuple[object, ...], message: object = _NO_MESSAGE
) -> None:
    """Raise the error of an assertion that didn't hold.

    Its `__viva__` holds `expr`, `explanation` (also its message) and `comparison`.
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
    raise raised


class Text:
    """A source text, and where the nodes parsed from it stand in it."""

    def __init__(self, source: str) -> None:
        # The lines that the parser counts end in nothing else.
        plain = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self.whole = plain
        self._lines = plain.split("\n")
        self._offsets = [0]
        for line in self._lines:
            self._offsets.append(self._offsets[-1] + len(line) + 1)

    def _offset(self, line: int, column: int) -> int:
        """Lines count from one, columns in bytes of UTF-8."""
        found = self._lines[line - 1]
        if not found.isascii():
            column = len(found.encode()[:column].decode(errors="ignore"))
        return self._offsets[line - 1] + column

    def start(self, node: ast.AST) -> int:
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: ast.AST) -> int:
        return self._offset(node.end_lineno, node.end_col_offset)

    def of(self, node: ast.AST) -> str:
        return self.whole[self.start(node) : self.end(node)]


class _Rewriter:
    """Walks the statements of one module and collects what to replace in its text."""

    def __init__(self, text: Text, filename: str) -> None:
        self._text = text
        self._filename = filename
        self._edits: list[tuple[int, int, str]] = []
        #: Names that some function may bind anew while an assertion is being evaluated.
        self._rebindable: set[str] = set()
        #: Names of modules, functions and classes; they speak for themselves.
        self._defined: set[str] = set()
        self._asserts: list[tuple[ast.Assert, bool]] = []

    def module(self, tree: ast.Module) -> str:
        """The rewritten text."""
        self._walk(tree.body, in_class=False)
        if not self._asserts:
            return self._text.whole
        function = self._import(tree.body)
        for statement, in_class in self._asserts:
            self._assertion(statement, in_class, function)
        parts, place = [], 0
        for start, end, replacement in self._edits:
            parts += [self._text.whole[place:start], replacement]
            place = end
        parts.append(self._text.whole[place:])
        return "".join(parts)

    def _walk(self, body: list[ast.stmt], in_class: bool) -> None:
        """Note the asserts, in their order, and the names that matter to them."""
        for statement in body:
            kind = type(statement)
            if kind is ast.Assert:
                self._asserts.append((statement, in_class))
            elif kind is ast.Global or kind is ast.Nonlocal:
                self._rebindable.update(statement.names)
            elif kind is ast.Import or kind is ast.ImportFrom:
                for alias in statement.names:
                    self._defined.add(alias.asname or alias.name.partition(".")[0])
            elif kind in _DEFINITIONS:
                self._defined.add(statement.name)
                self._walk(statement.body, kind is ast.ClassDef)
            else:
                for block in _blocks(statement):
                    self._walk(block, in_class)

    def _import(self, body: list[ast.stmt]) -> str:
        """Import `failed` without adding a line; the name to call it by."""
        last = None
        for place, statement in enumerate(body):
            docstring = place == 0 and isinstance(statement, ast.Expr)
            future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
            if not future and not (docstring and isinstance(statement.value, ast.Constant)):
                break
            last = statement
        if last is not None:
            end = self._text.end(last)
            self._edits.append((end, end, f"; {_IMPORT}"))
        elif not hasattr(body[0], "body") and not isinstance(body[0], ast.Match):
            start = self._text.start(body[0])
            self._edits.append((start, start, f"{_IMPORT}; "))
        else:
            # The first statement is a compound one, which shares its line with nothing.
            return f"__import__({__name__!r}, fromlist=['failed']).failed"
        return "_viva_failed"

    def _assertion(self, statement: ast.Assert, in_class: bool, function: str) -> None:
        if isinstance(statement.test, ast.Tuple) and statement.test.elts:
            warnings.warn_explicit(
                "assertion is always true, perhaps remove parentheses?",
                SyntaxWarning,
                self._filename,
                statement.lineno,
            )
        # A stored value would become an attribute of the class, a member of an enum.
        assertion = Assertion(self._text, self._defined, self._rebindable, not in_class)
        start, end = self._text.start(statement), self._text.end(statement)
        self._edits.append((start, end, assertion.rewritten(statement, function)))


def _blocks(statement: ast.stmt) -> list[list[ast.stmt]]:
    """The lists of statements inside a compound statement."""
    if isinstance(statement, ast.Match):
        return [case.body for case in statement.cases]
    if not hasattr(statement, "body"):
        return []
    # In the order of the text: a `try` has its handlers before `else` and `finally`.
    handlers = [handler.body for handler in getattr(statement, "handlers", ())]
    rest = [getattr(statement, name, []) for name in ("orelse", "finalbody")]
    return [statement.body, *handlers, *rest]
