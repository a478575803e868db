"""`tmp_path` and `tmp_path_factory`: folders under the root that the hooks give."""

from __future__ import annotations

import os
import re
from pathlib import Path

# As pytest cuts it: enough to recognise the case by.
_NAME_LIMIT = 30


class TempPathFactory:
    """Makes folders that no one else uses."""

    def __init__(self, root: str) -> None:
        self._root = Path(root)

    def getbasetemp(self) -> Path:
        return self._root

    def mktemp(self, basename: str, numbered: bool = True) -> Path:
        """A new folder `basename`, with the first free number after it."""
        if os.path.normpath(basename) != basename or "/" in basename or basename in ("", ".", ".."):
            raise ValueError(f"{basename} is not a normalized and relative path")
        if not numbered:
            path = self._root / basename
            path.mkdir()
            return path
        number = 0
        while True:
            path = self._root / f"{basename}{number}"
            try:
                path.mkdir()
            except FileExistsError:
                number += 1
            else:
                return path


def folder_name(case_name: str) -> str:
    """A case's name as part of a path."""
    return re.sub(r"\W", "_", case_name)[:_NAME_LIMIT]
