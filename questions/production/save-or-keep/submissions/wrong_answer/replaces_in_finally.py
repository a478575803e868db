# fails: test_failed_block_keeps_the_file, test_failed_first_save, test_interrupts, test_path_is_a_folder, test_closed_afterwards, test_other_files, test_any_sequence
# Replaces in `finally`, so half a file takes the place, too.
import os
from contextlib import contextmanager
from tempfile import NamedTemporaryFile


@contextmanager
def saving(path):
    folder = os.path.dirname(os.path.abspath(path))
    file = NamedTemporaryFile("w", encoding="utf-8", dir=folder, delete=False)
    try:
        yield file
    finally:
        file.close()
        os.replace(file.name, path)
