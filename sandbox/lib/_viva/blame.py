"""Says why an answer could not be loaded, as Python would say it, and without a word of the cases."""

import ast
import difflib
import sys
import traceback
from typing import Any


def loading(error: BaseException, trace: list[str] | None) -> str:
    """The answer's own code failed while it was imported."""
    lines = ["the answer could not be loaded"]
    if isinstance(error, SyntaxError):
        # Has its file, line and caret in itself.
        trace = None
    if trace:
        lines.extend(line.rstrip() for line in trace)
    lines.extend(line.rstrip() for line in traceback.format_exception_only(error))
    missing = _missing_module(error)
    if missing:
        lines.append(missing)
    return "\n".join(lines)


def _missing_module(error: BaseException) -> str | None:
    """A gap of the sandbox is ours, not the candidate's."""
    name = error.name if isinstance(error, ModuleNotFoundError) else None
    if type(name) is not str:
        return None
    top = name.partition(".")[0]
    if top in sys.stdlib_module_names:
        return f"note: '{name}' is part of Python's standard library, but viva's sandbox doesn't have it; that's viva's gap, not a mistake of yours"
    return f"note: '{top}' is not part of Python's standard library; answers can use nothing else"


def collecting(error: BaseException, answer: Any, cases: str, foreign: bool) -> str:
    """The cases failed to find in the answer what they test. Other failures are told by type alone: their text may hold a case's values.

    An answer that is called meanwhile may raise these very errors with a case's values for the name, or an exception class named after
    one (`foreign`): what the text of the `cases` doesn't ask of a module isn't repeated.
    """
    asked = _asked(cases)
    # Cases may catch the error and say it in words of their own, which may hold anything: what they caught is repeated.
    name = next((name for one in _chain(error) if (name := _missing_name(one)) in asked), None)
    if name is None:
        kind = "an exception of its own" if foreign else type(error).__name__
        return f"the cases can't be run against this answer: {kind} while they were collected"
    near = difflib.get_close_matches(name, [n for n in dir(answer) if type(n) is str and n[:1] != "_"], 1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    return f"the answer doesn't define '{name}', which the question asks for{hint}"


def _chain(error: BaseException) -> list[BaseException]:
    """The exception, and those during whose handling it was raised."""
    chain = [error]
    while len(chain) < 5 and (earlier := chain[-1].__context__) is not None:
        chain.append(earlier)
    return chain


def _missing_name(error: BaseException) -> str | None:
    """What the cases asked of the answer in vain, if this says that."""
    if isinstance(error, ImportError) and error.name == "answer":
        return getattr(error, "name_from", None) or _quoted(str(error))
    if isinstance(error, AttributeError) and str(error).startswith("module 'answer' has no attribute"):
        return _quoted(str(error).partition("attribute")[2])
    return None


def _asked(cases: str) -> set[str]:
    """Every name that the cases import from a module or read as an attribute."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(cases)):
        if isinstance(node, ast.ImportFrom):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
    return names


def _quoted(text: str) -> str | None:
    parts = text.split("'")
    return parts[1] if len(parts) > 2 else None
