# fails: test_untouched_during_the_block, test_open_reader, test_two_blocks_at_once
# Writes in place and brings the old text back on failure: a crash in between, and everybody who reads, finds half a file.
import os
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def saving(path):
    path = Path(path)
    old = path.read_bytes() if path.is_file() else None
    try:
        with path.open("w", encoding="utf-8") as file:
            yield file
    except BaseException:
        if old is not None:
            path.write_bytes(old)
        elif path.is_file():
            os.unlink(path)
        raise
