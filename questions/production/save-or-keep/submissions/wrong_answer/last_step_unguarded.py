# fails: test_path_is_a_folder
# Near miss: replacing is outside of the `try`, so if it fails the temporary file stays.
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
    except BaseException:
        os.unlink(file.name)
        raise
    os.replace(file.name, path)
