import logging
import sys
import warnings

logger = logging.getLogger(__name__)


def noisy():
    for number in range(500):
        print("line", number)
    print("to stderr", file=sys.stderr)
    sys.stdout.write("\x1b[31mred\x1b[0m\t\r\n\u202e")
    logger.warning("careful %d", 3)
    warnings.warn("old", DeprecationWarning)
    return "quiet"
