# fails: test_failed_block_keeps_the_file, test_failed_first_save, test_interrupts, test_untouched_during_the_block, test_closed_afterwards, test_open_reader, test_two_blocks_at_once, test_other_files, test_any_sequence
# Opens the file itself: from that moment on the old text is gone, whatever the block does.
from contextlib import contextmanager


@contextmanager
def saving(path):
    with open(path, "w", encoding="utf-8") as file:
        yield file
