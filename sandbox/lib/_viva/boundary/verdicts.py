"""Which exceptions are the judge's own word on the case: the peer can't swallow, replace or read them."""

import sys

_CONTROL = (SystemExit, KeyboardInterrupt, GeneratorExit)


def is_check(error):
    """A failed assertion, or an outcome like pytest's Failed and Skipped: a BaseException that Python doesn't raise."""
    if isinstance(error, BaseExceptionGroup):
        return any(is_check(inner) for inner in error.exceptions)
    if isinstance(error, Exception):
        return isinstance(error, AssertionError)
    return isinstance(error, BaseException) and not isinstance(error, _CONTROL) and not _is_cancellation(error)


def _is_cancellation(error):
    asyncio = sys.modules.get("asyncio")
    return asyncio is not None and isinstance(error, asyncio.CancelledError)


def is_verdict(side, error):
    """Whether this side is the judge's and the peer must not swallow the error: a failed check, or an exit."""
    if not side.trusted or error is None or side.owns(error):
        return False
    return is_check(error) or isinstance(error, _CONTROL)
