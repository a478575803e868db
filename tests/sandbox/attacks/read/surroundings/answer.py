import contextvars
import os
import random
import sys
import tempfile
import threading


class Problem(Exception):
    pass


def solve(_):
    print(sys.argv, sys.orig_argv, sys.path, sys.flags, dict(os.environ), os.getcwd())
    for top, folders, files in os.walk("/"):
        print(top, folders, files)
        for name in files:
            try:
                with open(os.path.join(top, name), errors="replace") as file:
                    print(file.read(200))
            except OSError as error:
                print(error)
    print(tempfile.gettempdir(), os.listdir(tempfile.gettempdir()))
    print([thread.name for thread in threading.enumerate()], list(contextvars.copy_context().items()))
    print(random.getstate()[1][:3])
    for fd in range(12):
        try:
            print(fd, os.fstat(fd), os.read(fd, 100))
        except OSError as error:
            print(fd, error)
