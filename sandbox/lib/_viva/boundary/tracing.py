"""Traceback lines as text: where in its own files the answer raised. Shown to people, never interpreted."""

import linecache

_MAX_LINES = 60  # a recursion is a thousand frames: the first and the last ones tell the story
_MAX_LENGTH = 300


def lines_of(error, files):
    """`File "answer.py", line 3, in f` and the source line, innermost last, of the frames whose file is in `files`."""
    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename in files:
            frames.append((code.co_filename, traceback.tb_lineno, code.co_name))
        traceback = traceback.tb_next
    half = _MAX_LINES // 4
    if len(frames) > 2 * half:
        frames[half:-half] = [None]
    lines = []
    for frame in frames:
        if frame is None:
            lines.append("  ...")
            continue
        file, number, function = frame
        lines.append(f'  File "{file}", line {number}, in {function}'[:_MAX_LENGTH])
        source = linecache.getline(file, number).strip()
        if source:
            lines.append(f"    {source}"[:_MAX_LENGTH])
    return tuple(lines)


def checked_lines(lines):
    """What came from the peer as such lines: a list of printable text, capped."""
    if type(lines) is not tuple:
        return []
    return [_printable(line[:_MAX_LENGTH]) for line in lines[:_MAX_LINES] if type(line) is str]


def _printable(line):
    return line if line.isprintable() else "".join([c if c.isprintable() else "?" for c in line])
