"""What the host asks of an instance, and what the other instance asks: the two entries of the guest."""

import json
from typing import Any

from _viva import answer, judge, link, process_main, watch

DEEDS = {
    "judge": judge.prepare,
    "collect": judge.collect,
    "run": judge.run,
    "answer": answer.prepare,
    "main": answer.main,
    "arm": watch.arm,
    "permute": watch.permute,
    "nothing": lambda: None,
}


def control(request: bytes) -> bytes:
    """One JSON object in, `do` naming the deed and the rest its arguments; one JSON value out (bytes are one already).

    What a process of the answer's is asked by its parent begins with a zero byte, and is not the host's business.
    """
    if request[:1] == b"\0":
        return process_main.serve(request[1:])
    asked: dict[str, Any] = json.loads(request)
    told = DEEDS[asked.pop("do")](**asked)
    return told if type(told) is bytes else json.dumps(told).encode("utf-8", "backslashreplace")


def serve(request: bytes) -> bytes:
    return link.serve(request)
