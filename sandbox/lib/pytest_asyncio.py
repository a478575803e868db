"""What `import pytest_asyncio` gives to cases that were written for that plugin: here async cases and fixtures need none.

A case has one event loop, so a loop's scope means nothing.
"""

from typing import Any

import pytest

__all__ = ["fixture", "is_async_test"]


def fixture(function: Any = None, *, loop_scope: object = None, **options: Any) -> Any:
    """`pytest.fixture`."""
    return pytest.fixture(function, **options)


def is_async_test(item: Any) -> bool:
    return getattr(item, "asynchronous", False)
