# fails: test_open_reader
# Near miss: copies the text into the old file. That isn't one step: who reads at that moment gets a part of it.
import os
import shutil
from contextlib import contextmanager
from tempfile import NamedTemporaryFile


@contextmanager
def saving(path):
    folder = os.path.dirname(os.path.abspath(path))
    file = NamedTemporaryFile("w", encoding="utf-8", dir=folder, delete=False)
    try:
        with file:
            yield file
        shutil.copyfile(file.name, path)
    finally:
        os.unlink(file.name)
