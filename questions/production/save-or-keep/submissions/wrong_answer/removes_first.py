# fails: test_never_missing
# Near miss: removes the old file and then renames. After a crash between the two there is no file at all.
import os
from contextlib import contextmanager
from tempfile import NamedTemporaryFile


@contextmanager
def saving(path):
    folder = os.path.dirname(os.path.abspath(path))
    file = NamedTemporaryFile("w", encoding="utf-8", dir=folder, delete=False)
    try:
        with file:
            yield file
        if os.path.exists(path):
            os.remove(path)
        os.rename(file.name, path)
    except BaseException:
        os.unlink(file.name)
        raise
