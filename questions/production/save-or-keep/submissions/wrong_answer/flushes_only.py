# fails: test_interrupts, test_closed_afterwards
# Near miss: flushes the file and never closes it, so the caller can go on writing into settings that are in place.
import os
from contextlib import contextmanager
from tempfile import mkstemp


@contextmanager
def saving(path):
    handle, name = mkstemp(dir=os.path.dirname(os.path.abspath(path)), text=True)
    file = open(handle, "w", encoding="utf-8")
    try:
        yield file
        file.flush()
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
