# Style: the context manager of the standard library removes the file, unless it has moved.
import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile


@contextmanager
def saving(path):
    with NamedTemporaryFile("w", encoding="utf-8", dir=Path(path).parent, delete_on_close=False) as file:
        yield file
        file.close()
        os.replace(file.name, path)
