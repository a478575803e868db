# fails: test_nothing_before_the_block
# Near miss: the temporary file is made in __init__. If the block is never entered, nobody removes it.
import os
from tempfile import NamedTemporaryFile


class saving:
    def __init__(self, path):
        self.path = path
        folder = os.path.dirname(os.path.abspath(path))
        self.file = NamedTemporaryFile("w", encoding="utf-8", dir=folder, delete=False)

    def __enter__(self):
        return self.file

    def __exit__(self, kind, error, traceback):
        try:
            self.file.close()
            if kind is None:
                os.replace(self.file.name, self.path)
        finally:
            if os.path.exists(self.file.name):
                os.unlink(self.file.name)
