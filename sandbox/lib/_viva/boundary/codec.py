"""The serializer: native where the sandbox provides it, else its twin in Python."""

from _viva.wire import WireError

try:
    from _viva_wire import contents, decode, encode, same
except ImportError:
    from _viva.wire import contents, decode, encode, same

__all__ = ["WireError", "contents", "decode", "encode", "same"]
