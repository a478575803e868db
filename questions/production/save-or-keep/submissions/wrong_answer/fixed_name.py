# fails: test_two_blocks_at_once, test_other_files
# Near miss: always the same temporary name. A second block writes into it, and a file that has the name is lost.
import os
from contextlib import contextmanager


@contextmanager
def saving(path):
    temporary = f"{path}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            yield file
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise
