"""There is no memory that processes share: whoever makes some hears it."""

from .context import refused

__all__ = ["SharedMemory", "ShareableList"]


class SharedMemory:
    def __init__(self, name: str | None = None, create: bool = False, size: int = 0, *, track: bool = True) -> None:
        raise refused("shared_memory")


class ShareableList:
    def __init__(self, sequence: object = None, *, name: str | None = None) -> None:
        raise refused("shared_memory")
