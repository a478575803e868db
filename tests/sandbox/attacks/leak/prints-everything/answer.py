import logging
import os
import sys
import warnings


def solve(given):
    print(given)
    print(given, file=sys.stderr)
    sys.__stderr__.write(repr(given))
    os.write(1, repr(given).encode())
    os.write(2, repr(given).encode())
    logging.getLogger().error("%s", given)
    warnings.warn(repr(given))
    return given
