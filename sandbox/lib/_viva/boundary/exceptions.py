"""Exceptions: of a builtin type they are rebuilt, of the answer's own they arrive as a proxy with its builtin bases.

Identity survives a round trip. What the judge asserts crosses without its text. Of an answer's exception the lines of
its traceback come along as text, for messages.
"""

from .codec import WireError
from .natives import derives, instance_dict, mro_of, namespace_of
from .proxies import ProxyMeta
from .tracing import checked_lines, lines_of
from .verdicts import is_check

# What a constructor doesn't put into args.
_SLOTS = {
    OSError: ("filename", "filename2"),
    ImportError: ("name", "path"),
    NameError: ("name",),
    AttributeError: ("name",),
    SyntaxError: ("msg", "filename", "lineno", "offset", "text", "end_lineno", "end_offset"),
}
_args = BaseException.args
_cause = BaseException.__cause__
_context = BaseException.__context__
_MAX_CONTEXTS = 10
_suppress = BaseException.__suppress_context__
_PLAIN = (str, int, type(None))
_SCALARS = frozenset({str, int, float, bool, bytes, type(None)})


def reduce(side, error):
    """("E", number, (class, args, notes, state, cause, context, suppress context, traceback lines))"""
    number = side.exports.send(error)
    cls = type(error)
    hidden = side.trusted and is_check(error)
    if hidden and derives(BaseExceptionGroup, cls):
        return "E", number, ("AssertionError", (), None, (), None, None, True, ())
    reference = side.classes.reference(cls)
    if hidden:
        return "E", number, (reference, (), None, (), None, None, True, ())
    own = instance_dict(error) or {}
    notes = own.get("__notes__")
    state = []
    for base, names in _SLOTS.items():
        if derives(base, cls):
            for name in names:
                slot = namespace_of(base).get(name)
                value = None if slot is None else slot.__get__(error, cls)
                if type(value) is str or type(value) is int:
                    state += (name, value)
    if type(reference) is str:
        for name, value in list(own.items()):
            if type(name) is str and name[:1] != "#" and name[:2] != "__":
                state += (name, value)
    return (
        "E",
        number,
        (
            reference,
            tuple(_args.__get__(error, cls)),
            tuple([note for note in notes if type(note) is str]) if type(notes) is list else None,
            tuple(state),
            _cause.__get__(error, cls),
            None if side.trusted else _context_of(error, cls),
            bool(_suppress.__get__(error, cls)),
            () if side.trusted else lines_of(error, side.files),
        ),
    )


def _context_of(error, cls):
    """What was being handled when the error was raised, if it is a plain chain: one that leads back to the error, or
    holds other objects that might, could not be sent at all."""
    found = _context.__get__(error, cls)
    current = found
    for _ in range(_MAX_CONTEXTS):
        if current is None:
            return found
        kind = type(current)
        links = [x for x in (_cause.__get__(current, kind), _context.__get__(current, kind)) if x is not None]
        if current is error or len(links) == 2 and links[0] is not links[1]:
            return None
        if any(type(x) not in _SCALARS for x in _args.__get__(current, kind)):
            return None
        current = links[0] if links else None
    return None


def build(side, number, parts):
    if len(parts) != 8:
        raise WireError("bad exception")
    reference, args, notes, state, cause, context, suppress, trace = parts
    cls = side.classes.resolve(reference)
    if not derives(BaseException, cls):
        raise WireError("not an exception")
    if type(args) is not tuple or type(state) is not tuple or len(state) % 2:
        raise WireError("bad exception")
    error = side.imports.receive(number, _make, side, cls, number, args)
    if type(error) is not cls:
        raise WireError("not the same exception")
    _args.__set__(error, args)
    own = instance_dict(error)
    for name, value in zip(state[::2], state[1::2]):
        if type(name) is not str or name[:1] == "#" or name[:2] == "__":
            raise WireError("bad exception")
        slot = _slot(cls, name)
        if slot is None:
            own[name] = value
        elif type(value) in _PLAIN:
            slot.__set__(error, value)
    if type(notes) is tuple and all(type(note) is str for note in notes):
        own["__notes__"] = list(notes)
    if cause is None or derives(BaseException, type(cause)):
        _cause.__set__(error, cause)
    if context is not None and derives(BaseException, type(context)):
        _context.__set__(error, context)
    _suppress.__set__(error, suppress is True)
    if trace:
        side.traces[number] = checked_lines(trace)
    return error


def _slot(cls, name):
    for base, names in _SLOTS.items():
        if name in names and derives(base, cls):
            return namespace_of(base).get(name)
    return None


def _make(side, cls, number, args):
    """An instance by the native base's own constructor: no code of the answer's class is here to run."""
    base = next(b for b in mro_of(cls) if type(b) is not ProxyMeta and derives(BaseException, b))
    try:
        error = base.__new__(cls, *args)
        base.__init__(error, *args)
    except Exception:  # args that the constructor wouldn't take: they were set afterwards
        error = base.__new__(cls)
    instance_dict(error)[side.mark] = number
    if base is cls:
        side.remember_error(number)
    return error
