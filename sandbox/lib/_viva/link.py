"""The boundary as the guest has it: messages through the kernel, and threads that serve when the one that waits can't.

An instance takes its side with `join`: the judge trusts nothing, the answer may be asked anything.
"""

import _thread

import _viva_host
from _viva import loop
from _viva.boundary import Side, inspection
from _viva_exchange import Exchange

side: Side | None = None


# What the kernel itself asks the answer's side; no request of the other side looks like it.
STUCK = b"\0stuck"


def serve(request: bytes) -> bytes:
    assert side is not None, "the host lets an instance join before it sends requests"
    if request == STUCK and not side.trusted:
        from _viva import stuck

        return stuck.told()
    return side.serve(request)


def _made(trusted: bool) -> Side:
    """A side whose messages travel through the kernel."""
    made = Side(trusted, None)
    exchange = Exchange(made, serve)
    made.request, made.serve = exchange.request, exchange.serve
    return made


# Made before the image is taken, one for each role: a Side has some work with itself first.
_sides = {trusted: _made(trusted) for trusted in (True, False)}


def cut() -> None:
    """From now on the other side can't be reached: this is a process of the answer's, which has none."""

    def request(kind: str, *payload: object) -> None:
        raise RuntimeError("a process can't reach the case: have it return what the case is to be asked or told")

    for one in (side, *_sides.values()):
        if one is not None:
            one.request = request


def join(trusted: bool) -> Side:
    global side
    side = _sides[trusted]
    _sides.clear()
    loop.link = side.joining.link
    side.joining.current.install()
    inspection.install(side)
    return side


def _keep_a_spare() -> None:
    """Starts a thread that the kernel holds back until a request comes that no waiting thread can serve."""
    _viva_host.hold_next_thread()
    _thread.start_new_thread(_viva_host.serve_forever, (serve, _keep_a_spare))


_keep_a_spare()
