# fails: test_untouched_during_the_block, test_two_blocks_at_once, test_name_alone
# The temporary file is in the system's folder for them, perhaps on another disk, where moving means copying.
import os
import shutil
from contextlib import contextmanager
from tempfile import NamedTemporaryFile


@contextmanager
def saving(path):
    file = NamedTemporaryFile("w", encoding="utf-8", delete=False)
    try:
        with file:
            yield file
        if os.path.isdir(path):
            raise IsADirectoryError(path)
        shutil.move(file.name, path)
    except BaseException:
        os.unlink(file.name)
        raise
