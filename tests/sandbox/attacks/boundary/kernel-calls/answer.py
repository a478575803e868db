import _thread

import _viva_host


def number(_):
    for act in (
        lambda: _viva_host.call(b"", lambda data: b""),
        lambda: _viva_host.call(b"\xff" * 1000, lambda data: 421),
        lambda: [_viva_host.hold_next_thread() for _ in range(10)],
        lambda: _thread.start_new_thread(_viva_host.serve_forever, (lambda data: data, lambda: None)),
        lambda: _thread.start_new_thread(_viva_host.serve_forever, (lambda data: b"", lambda: None)),
        lambda: _viva_host.printed(-1),
        lambda: _viva_host.printed(2**31 - 1),
    ):
        try:
            act()
        except BaseException as error:
            print(type(error), error)
    return 0


def call(function):
    _viva_host.serve_forever(lambda data: b"", lambda: None)


def decorate(function):
    _viva_host.call(b"", None)


def generator():
    yield _viva_host.call(bytes(1_000_000), lambda data: data)


class manager:
    def __enter__(self):
        while True:
            _viva_host.call(b"?", lambda data: data)

    def __exit__(self, *_):
        return True


class async_manager:
    async def __aenter__(self):
        _viva_host.hold_next_thread()
        _thread.start_new_thread(print, ())

    async def __aexit__(self, *_):
        return True
