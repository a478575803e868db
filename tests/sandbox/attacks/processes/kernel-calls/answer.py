import _viva_host


def run():
    for pid in (0, -1, 1, 9, 2**31 - 1, -(2**31)):
        _viva_host.process_call(pid, b"x" * 1000)
        print(_viva_host.process_wait(pid, 10), _viva_host.process_wait(pid, -1))
        _viva_host.process_end(pid)
    first = _viva_host.process_start()
    for _ in range(10):
        _viva_host.process_call(first, b'{"do": "judge", "cases": {"name": "c.py", "text": "SECRET"}, "support": [], "answer": "a.py"}')
    print(_viva_host.process_wait(first, -1))
    _viva_host.process_call(first, b"")
    print(_viva_host.process_wait(first, -1))
    _viva_host.process_call(first, b'{"do": "run", "id": "x", "seed": 1}')
    _viva_host.process_end(first)
    _viva_host.process_end(first)
    print(_viva_host.process_wait(first, -1))
    while _viva_host.process_start() > 0:
        pass
    return _viva_host.cpu_time(77), _viva_host.cpu_time(-1)
