"""Imports into the image what answers and cases commonly import, so that an import costs them nothing."""

import importlib
import sys

MODULES = """
abc argparse array ast asyncio base64 binascii bisect builtins calendar cmath codecs collections collections.abc concurrent.futures concurrent.futures.process configparser
contextlib contextvars copy copyreg csv dataclasses datetime decimal difflib dis email.utils encodings.idna enum errno fnmatch fractions functools gc
glob graphlib hashlib heapq hmac html html.parser http inspect io ipaddress itertools json keyword linecache locale logging math multiprocessing
multiprocessing.pool numbers operator os
pathlib pickle pprint queue random re reprlib secrets shlex shutil signal statistics string struct tempfile textwrap threading time token tokenize
traceback types typing unicodedata unittest unittest.mock urllib.parse uuid warnings weakref zlib zoneinfo
pytest
"""


def preload() -> None:
    for name in MODULES.split():
        importlib.import_module(name)
    import _viva_threads
    from _viva import loop, pools

    loop.install()
    pools.install()
    _viva_threads.watch()


def settle() -> None:
    """Last before the image is taken: what was imported lives for ever, so that no collection looks at it again."""
    import gc

    gc.collect()
    gc.freeze()
    # A case lives for milliseconds, and a collection takes one: only what makes cycles in earnest is collected at all.
    gc.set_threshold(50_000, 20, 100)
    sys.stdout.flush()
