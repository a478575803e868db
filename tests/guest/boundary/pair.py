"""Two sides in two processes, as the machine runs them in two instances. Nothing is shared by accident.

The tests need only unittest, so that they run on RustPython as well, where the native serializer is:
`PYTHONPATH=sandbox/lib rustpython -m unittest discover tests/guest/boundary`.
"""

import atexit
import os
import struct
import sys
import types
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "sandbox" / "lib"))

from _viva import loop  # noqa: E402
from _viva.boundary import Side  # noqa: E402

loop.install()


class Pipe:
    """A parked caller serves the requests that come back, as the machine's transport does."""

    side: Side

    def __init__(self, read: int, write: int) -> None:
        self._in, self._out = os.fdopen(read, "rb"), os.fdopen(write, "wb")
        self.messages = 0

    def _send(self, kind: bytes, data: bytes) -> None:
        self._out.write(kind + struct.pack("<I", len(data)) + data)
        self._out.flush()

    def _receive(self) -> tuple[bytes, bytes]:
        head = self._in.read(5)
        if len(head) < 5:
            raise EOFError("the other side is gone")
        return head[:1], self._in.read(struct.unpack("<I", head[1:])[0])

    def call(self, data: bytes) -> bytes:
        self.messages += 1
        self._send(b"Q", data)
        while True:
            kind, data = self._receive()
            if kind == b"R":
                return data
            self._send(b"R", self.side.serve(data))

    def serve(self) -> None:
        while True:
            try:
                _, data = self._receive()
            except EOFError:
                return
            self._send(b"R", self.side.serve(data))


def load(name: str) -> types.ModuleType:
    """Runs candidate.py as the module that a judge imports, under the file name that a candidate's code has."""
    text = (HERE / "candidate.py").read_text()
    module = types.ModuleType(name)
    sys.modules[name] = module
    import linecache

    linecache.cache["answer.py"] = (len(text), None, text.splitlines(True), "answer.py")
    exec(compile(text, "answer.py", "exec"), module.__dict__)
    return module


def _answer_process(read: int, write: int) -> None:
    pipe = Pipe(read, write)
    pipe.side = Side(False, pipe)
    _join_loops(pipe.side)
    try:
        load("answer")
        pipe.serve()
    finally:
        sys.stderr.flush()
        os._exit(0)


def _join_loops(side: Side) -> None:
    loop.link = side.joining.link
    side.joining.current.install()


def start() -> Side:
    """The judge's side; the answer's process ends with this one."""
    down, up = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.close(down[1])
        os.close(up[0])
        _answer_process(down[0], up[1])
    os.close(down[0])
    os.close(up[1])
    pipe = Pipe(up[0], down[1])
    pipe.side = judge = Side(True, pipe)
    _join_loops(judge)
    atexit.register(os.kill, child, 9)
    return judge


judge = start()
answer = sys.modules["answer"] = judge.import_("answer")


class Loop:
    """A transport within one process, for what needs the bytes or threads at hand."""

    peer: Side

    def call(self, data: bytes) -> bytes:
        return self.peer.serve(data)


def connected() -> tuple[Side, Side]:
    """A judge and an answer in this process."""
    there, back = Loop(), Loop()
    one, other = Side(True, there), Side(False, back)
    there.peer, back.peer = other, one
    return one, other
