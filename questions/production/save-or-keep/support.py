"""For the cases: what they need on the answer's side. There is nothing in it for an answer."""

import functools
import os


def watch(look):
    """From now on, call `look()` after each call that removes, renames or replaces a file."""
    for name in ("remove", "unlink", "rename", "replace"):
        setattr(os, name, followed_by(look, getattr(os, name)))


def stop(kind):
    """Raises an exception of this kind."""
    raise kind


def followed_by(look, function):
    @functools.wraps(function)
    def both(*args, **options):
        try:
            return function(*args, **options)
        finally:
            look()

    return both
