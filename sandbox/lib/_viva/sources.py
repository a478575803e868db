"""Modules that exist only as text: an answer under its names, and support files."""

import linecache
import sys
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType


class Sources:
    """Finds and loads modules from text, ahead of the standard library."""

    def __init__(self) -> None:
        self._texts: dict[str, tuple[str, str]] = {}
        #: What was executed, by module.
        self.compiled: dict[str, CodeType] = {}
        self._hidden: set[str] = set()
        self.own: set[str] = set()  # names of the files that this side was given
        self.main: tuple[str, str] | None = None  # name and text of the file that runs as a script
        self.loading = 0  # modules that are being executed

    def add(self, module: str, filename: str, text: str, shown: bool = True) -> None:
        """`text` becomes importable as `module`; an older module of that name is forgotten. `shown`: its lines may be looked up."""
        self._texts[module] = (filename, text)
        self.own.add(filename)
        if shown:
            remember(filename, text)
        else:
            self._hidden.add(module)
        sys.modules.pop(module, None)

    def add_files(self, files: list[dict[str, str]]) -> None:
        """Each becomes importable by its own name."""
        for file in files:
            self.add(module_name(file["name"]), file["name"], file["text"])

    def files(self) -> list[tuple[str, str, str]]:
        """(module, name of the file, text) of each."""
        return [(module, filename, text) for module, (filename, text) in self._texts.items()]

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name not in self._texts:
            return None
        spec = ModuleSpec(name, self, origin=self._texts[name][0])
        spec.has_location = True
        return spec

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        filename, text = self._texts[module.__name__]
        code = self.compiled[module.__name__] = compile(text, filename, "exec")
        self.loading += 1
        try:
            exec(code, module.__dict__)
        finally:
            self.loading -= 1

    def get_source(self, name: str) -> str | None:
        return self._texts[name][1] if name in self._texts and name not in self._hidden else None


def remember(filename: str, text: str) -> None:
    """Lets tracebacks show the file's lines."""
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)


sources = Sources()
sys.meta_path.insert(0, sources)


def module_name(filename: str) -> str:
    """The name that a file is imported by."""
    return filename.rsplit("/", 1)[-1].removesuffix(".py")
