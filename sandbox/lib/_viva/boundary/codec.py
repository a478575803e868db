"""The serializer: native where the sandbox provides it, else its twin in Python."""

try:
    from _viva_wire import WireError, contents, decode, encode, same
except ImportError:
    from _viva.wire import WireError, contents, decode, encode, same

__all__ = ["WireError", "contents", "decode", "encode", "same"]
