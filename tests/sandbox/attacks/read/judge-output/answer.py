import _viva_host


class Problem(Exception):
    pass


def solve(_):
    for fd in (1, 2):
        print(_viva_host.printed(fd))
