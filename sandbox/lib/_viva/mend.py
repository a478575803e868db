"""Fills in what Python code expects of its system and WASI or the interpreter lacks. Nothing here is particular to grading."""

import sys

#: What programs are told that the machine has.
CPUS = 4


def mend() -> None:
    _threads()  # first: what `threading` has depends on what `_thread` has when it is imported
    _signals()
    _time_zone()
    _zones()
    _stacks()
    _sockets()
    _queues()
    _processors()


def _signals() -> None:
    """asyncio.run and unittest name these; no signal is ever delivered."""
    import signal

    for name, number in (("SIGINT", 2), ("SIGTERM", 15)):
        if not hasattr(signal, name):
            setattr(signal, name, number)


def _threads() -> None:
    import _thread
    _thread.get_native_id = _thread.get_ident  # the kernel's number of a thread is the interpreter's
    # Old names that CPython still has.
    _thread.allocate, _thread.start_new, _thread.exit_thread = _thread.allocate_lock, _thread.start_new_thread, _thread.exit

    def interrupt_main(signum: int = 2, /) -> None:
        if not isinstance(signum, int):
            raise TypeError(f"'{type(signum).__name__}' object cannot be interpreted as an integer")
        import signal

        if not 1 <= signum < signal.NSIG:
            raise ValueError("signal number out of range")
        if _thread.get_ident() != _thread._get_main_thread_ident():
            raise NotImplementedError("no signal reaches another thread in the sandbox: interrupt_main works in the main thread alone")
        raise KeyboardInterrupt

    interrupt_main.__module__, interrupt_main.__qualname__ = "_thread", "interrupt_main"
    _thread.interrupt_main = interrupt_main


def _time_zone() -> None:
    """The machine lives in UTC; `_strptime` reads these."""
    import time

    for name, value in (("tzname", ("UTC", "UTC")), ("timezone", 0), ("altzone", 0), ("daylight", 0)):
        if not hasattr(time, name):
            setattr(time, name, value)
    if not hasattr(time, "tzset"):
        time.tzset = lambda: None


def _zones() -> None:
    """The zones of the world come with the guest, not from a disk or from PyPI's `tzdata`."""
    import io
    import zoneinfo
    from zoneinfo import _common, _tzpath

    import _viva_zones

    def load_tzdata(key: str) -> io.BytesIO:
        _tzpath._validate_tzfile_path(key)
        data = _viva_zones.data(key)
        if data is None:
            raise _common.ZoneInfoNotFoundError(f"No time zone found with key {key}")
        return io.BytesIO(data)

    def available_timezones() -> set[str]:
        return set(_viva_zones.keys())

    _common.load_tzdata = load_tzdata
    available_timezones.__module__ = "zoneinfo._tzpath"
    zoneinfo.available_timezones = _tzpath.available_timezones = available_timezones


def _stacks() -> None:
    """The interpreter takes every thread's stack for 8 MiB when it guards against overflow, so that's what each thread gets."""
    import _thread
    import threading

    size = 8 << 20
    _thread.stack_size(size)
    asked = 0

    def stack_size(size: int = 0, /) -> int:
        nonlocal asked
        if not isinstance(size, int):
            raise TypeError(f"'{type(size).__name__}' object cannot be interpreted as an integer")
        if size < 0 or 0 < size < 32768:
            raise ValueError(f"size not valid: {size} bytes")
        before, asked = asked, size
        return before

    stack_size.__module__, stack_size.__qualname__ = "_thread", "stack_size"
    _thread.stack_size = threading.stack_size = stack_size


def _sockets() -> None:
    """A socket here would be a number that belongs to something else."""
    try:
        import _socket
    except ImportError:
        return

    class socket(_socket.socket):  # noqa: N801
        __slots__ = ()

        def __new__(cls, *args: object, **kwargs: object) -> "socket":
            raise OSError("there is no network in the sandbox")

    socket.__module__ = "_socket"
    _socket.socket = _socket.SocketType = socket
    sys.modules.pop("socket", None)


def _queues() -> None:
    """Before anybody imports `queue`, which takes its class from there."""
    import _queue

    from _viva.simple_queue import SimpleQueue

    _queue.SimpleQueue = SimpleQueue


def _processors() -> None:
    """Each process computes on a CPU of its own: how many programs are to reckon with, and what computing they have done."""
    import os
    import time

    import _viva_host
    from _viva import processes

    os.getpid, os.getppid = processes.getpid, processes.getppid
    os.cpu_count = lambda: CPUS
    os.process_cpu_count = lambda: CPUS
    os.sched_getaffinity = lambda pid, /: set(range(CPUS))

    for name, of in (("process_time", 0), ("thread_time", 1)):
        setattr(time, name, lambda of=of: _viva_host.cpu_time(of) / 1_000_000_000)
        setattr(time, f"{name}_ns", lambda of=of: _viva_host.cpu_time(of))
    told = time.get_clock_info

    def get_clock_info(name: str, /) -> object:
        if name not in ("process_time", "thread_time"):
            return told(name)
        info = told("monotonic")
        return type(info)(implementation="fuel", monotonic=True, adjustable=False, resolution=1e-09)

    time.get_clock_info = get_clock_info
