# Style: a class with __enter__ and __exit__, and a name that nobody else has.
import uuid
from pathlib import Path


class saving:
    def __init__(self, path):
        self.path = Path(path)

    def __enter__(self):
        self.temporary = self.path.with_name(f".{uuid.uuid4().hex}.part")
        self.file = self.temporary.open("x", encoding="utf-8")
        return self.file

    def __exit__(self, kind, error, traceback):
        try:
            self.file.close()
            if kind is None:
                self.temporary.replace(self.path)
        finally:
            self.temporary.unlink(missing_ok=True)
