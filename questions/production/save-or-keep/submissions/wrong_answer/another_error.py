# fails: test_failed_block_keeps_the_file, test_failed_first_save, test_interrupts, test_closed_afterwards, test_two_blocks_at_once, test_other_files, test_any_sequence
# Raises an error of its own instead of the block's, so nobody can catch what was raised.
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
    except BaseException as error:
        os.unlink(file.name)
        raise OSError(f"{path} is not saved") from error
