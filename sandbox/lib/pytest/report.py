"""What a person reads about a case that didn't pass: where in the cases, what was compared, what the answer raised.

Exceptions come from the answer, too: nothing read from one is trusted to be text, or to answer at all.
"""

from __future__ import annotations

from typing import Any

from .hooks import Hooks
from .run import Ran, is_failure

# A message is shown on one screen and stored with the report.
MESSAGE_LIMIT = 8_000
_TEXT_LIMIT = 4_000
_CHAIN_LIMIT = 5
_GROUP_LIMIT = 10


def message(ran: Ran, filename: str, lines: list[str], hooks: Hooks) -> str:
    """The whole story, at most `MESSAGE_LIMIT` bytes."""
    if ran.strict:
        return f"[XPASS(strict)] {ran.reason}"
    if not ran.exceptions:
        return ran.reason or ""
    stories = []
    for when, error in ran.exceptions[:_CHAIN_LIMIT]:
        story = _story(error, filename, lines, hooks)
        stories.append(story if when == "call" else f"during {when}:\n{story}")
    # A check often fails because a thread has died before.
    stories += [f"Exception in thread {name}:\n{text}" for name, text in ran.raised_in_threads]
    return capped("\n\n".join(stories))


def threads_left(lines: list[str]) -> str:
    """A case that passed, and threads that would keep its process from ending."""
    return capped(
        "the checks passed, but threads that an interpreter's exit waits for don't end, as far as can be seen a minute later:\n  "
        + "\n  ".join(lines)
        + "\nthey must end before the case does, or be daemon threads"
    )


def verdict(ran: Ran) -> str:
    """`failed` for a check that doesn't hold, `error` for everything else that went wrong."""
    if ran.outcome in ("passed", "xpassed"):
        return "passed"
    if ran.outcome in ("skipped", "xfailed"):
        return "skipped"
    if ran.outcome == "error":
        return "error"
    return "failed" if ran.strict or is_failure(ran.exceptions[0][1]) else "error"


def comparison(error: BaseException) -> dict[str, str] | None:
    """The operator and both sides as text, if the assertion was a comparison."""
    # Only an assertion of the judge's own has the note; `rewrite.failed` wrote it.
    if type(error) is not AssertionError:
        return None
    note = vars(error).get("__viva__")
    found = note.get("comparison") if type(note) is dict else None
    if type(found) is not dict or any(
        type(found.get(key)) is not str for key in ("op", "left", "right")
    ):
        return None
    return {key: found[key] for key in ("op", "left", "right")}


def described(error: BaseException) -> str:
    """The exception's type and text, with its notes, members and causes."""
    parts = []
    seen: list[BaseException] = []
    link = ""
    current: BaseException | None = error
    while (
        current is not None and len(seen) < _CHAIN_LIMIT and not any(current is one for one in seen)
    ):
        seen.append(current)
        parts.append(link + _one(current))
        if current.__cause__ is not None:
            link, current = "caused by ", current.__cause__
        elif current.__context__ is not None and not current.__suppress_context__:
            link, current = "while handling ", current.__context__
        else:
            current = None
    return "\n".join(parts)


def capped(text: str) -> str:
    """Cut to the limit, never inside a character; a lone surrogate can't be sent, so it is escaped."""
    data = text.encode("utf-8", "backslashreplace")
    if len(data) <= MESSAGE_LIMIT:
        return data.decode("utf-8")
    end = "\n… (cut)"
    return data[: MESSAGE_LIMIT - len(end.encode())].decode("utf-8", "ignore") + end


def _story(error: BaseException, filename: str, lines: list[str], hooks: Hooks) -> str:
    parts = []
    for number, name in _places(error, filename):
        source = lines[number - 1].strip() if 0 < number <= len(lines) else ""
        parts.append(f"{filename}:{number} in {name}\n    {source}")
    parts.append(described(error))
    trace = hooks.trace(error)
    if trace:
        parts.append("In the answer:\n" + "\n".join(str(line) for line in trace))
    return "\n".join(parts)


def _places(error: BaseException, filename: str) -> list[tuple[int, str]]:
    """Where in the cases' file: the outermost frame and, if it is another one, the innermost."""
    found = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename == filename:
            found.append((traceback.tb_lineno, code.co_name))
        traceback = traceback.tb_next
    return found if len(found) < 2 else [found[0], found[-1]]


def _one(error: BaseException) -> str:
    text = _text(error)
    cls = type(error)
    if cls is AssertionError:
        head = (
            text
            if text.startswith("assert ")
            else f"AssertionError: {text}"
            if text
            else "AssertionError"
        )
    else:
        head = f"{cls.__name__}: {text}" if text else cls.__name__
    parts = [head]
    notes = getattr(error, "__notes__", None)
    if type(notes) is list:
        parts.extend(note for note in notes[:_GROUP_LIMIT] if type(note) is str)
    if issubclass(cls, BaseExceptionGroup):
        for member in error.exceptions[:_GROUP_LIMIT]:
            parts.append("  - " + _one(member).replace("\n", "\n    "))
    return "\n".join(parts)


def _text(error: BaseException) -> str:
    try:
        text: Any = str(error)
    except BaseException as failure:  # noqa: BLE001 - the answer may have written it
        return f"<its text can't be read: {type(failure).__name__}>"
    if len(text) > _TEXT_LIMIT:
        text = text[:_TEXT_LIMIT] + "… (cut)"
    return text
