"""Passes items from a source to a handler, at the pace of the slower of the two."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any


class Pipeline:
    """Reads `source` ahead by up to `buffer` items and hands each to one of `workers` calls of `handle`."""

    def __init__(
        self,
        source: AsyncGenerator[Any],
        handle: Callable[[Any], Awaitable[object]],
        *,
        workers: int,
        buffer: int,
    ) -> None:
        raise NotImplementedError

    async def run(self) -> int:
        """How many items were handled, once the source has ended or `stop` was called."""
        raise NotImplementedError

    def stop(self) -> None:
        """Asks for no further item; what was yielded is still handled."""
        raise NotImplementedError
