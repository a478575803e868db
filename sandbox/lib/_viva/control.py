"""What the host asks of an instance, and what the other instance asks: the two entries of the guest."""

import json
from typing import Any

from _viva import answer, judge, link


def threads() -> dict[str, Any]:
    """Where every thread of this side stands and what it waits for; the kernel asks when it has found a deadlock."""
    from _viva import waits
    from _viva.sources import sources

    return waits.told(sources.own)


DEEDS = {
    "judge": judge.prepare,
    "collect": judge.collect,
    "run": judge.run,
    "answer": answer.prepare,
    "main": answer.main,
    "threads": threads,
    "nothing": lambda: None,
}


def control(request: bytes) -> bytes:
    """One JSON object in, `do` naming the deed and the rest its arguments; one JSON value out (bytes are one already)."""
    asked: dict[str, Any] = json.loads(request)
    told = DEEDS[asked.pop("do")](**asked)
    return told if type(told) is bytes else json.dumps(told).encode("utf-8", "backslashreplace")


def serve(request: bytes) -> bytes:
    return link.serve(request)
