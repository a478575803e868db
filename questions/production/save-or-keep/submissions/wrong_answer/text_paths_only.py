# fails: test_takes_the_place, test_failed_block_keeps_the_file, test_failed_first_save, test_interrupts, test_path_is_a_folder, test_untouched_during_the_block, test_closed_afterwards, test_open_reader, test_never_missing, test_two_blocks_at_once, test_other_files, test_utf8, test_any_sequence, test_nothing_before_the_block
# Takes the path apart as a string, which a pathlib.Path is not.
import os
import uuid
from contextlib import contextmanager


@contextmanager
def saving(path):
    temporary = path + "." + uuid.uuid4().hex
    file = open(temporary, "w", encoding="utf-8")
    try:
        with file:
            yield file
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
