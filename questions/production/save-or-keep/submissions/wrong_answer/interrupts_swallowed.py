# fails: test_interrupts
# Near miss: cleans up after an interrupt, but lets the program go on as if nobody had pressed Ctrl-C.
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
        os.replace(file.name, path)
    except Exception:
        os.unlink(file.name)
        raise
    except (KeyboardInterrupt, SystemExit):
        os.unlink(file.name)
