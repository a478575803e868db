# fails: test_failed_block_keeps_the_file, test_failed_first_save, test_interrupts, test_path_is_a_folder, test_closed_afterwards, test_two_blocks_at_once, test_other_files, test_any_sequence
# Catches the exception, cleans up, and forgets to raise it again: the caller believes that the settings are saved.
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
    except BaseException:
        os.unlink(file.name)
