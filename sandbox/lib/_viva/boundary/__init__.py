"""The boundary between the judge instance and the answer instance (README.md has the messages and the rules)."""

from .codec import WireError
from .side import Side, Transport

__all__ = ["Side", "Transport", "WireError"]
