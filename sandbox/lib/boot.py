"""Runs once, while the image is made: makes this folder importable, mends what WASI lacks, imports what answers and cases use.

`FILES` (path below this folder -> text) is set by the guest's `boot`; `control` and `serve` are what the guest calls from then on.
"""

import sys
from importlib.machinery import ModuleSpec


class Library:
    """Finds and loads the modules of this folder, which exists only as text."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        stem = name.replace(".", "/")
        for origin, is_package in ((f"{stem}/__init__.py", True), (f"{stem}.py", False)):
            if origin in self.files:
                spec = ModuleSpec(name, self, origin=origin, is_package=is_package)
                spec.has_location = True
                return spec
        return None

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: object) -> None:
        origin = module.__spec__.origin
        exec(compile(self.files[origin], origin, "exec"), module.__dict__)

    def get_source(self, name: str) -> str | None:
        spec = self.find_spec(name)
        return self.files[spec.origin] if spec else None


sys.meta_path.insert(0, Library(FILES))  # noqa: F821

from _viva import mend  # noqa: E402

mend.mend()

from _viva import preload  # noqa: E402

preload.preload()

from _viva.control import control, serve  # noqa: E402, F401

preload.settle()
