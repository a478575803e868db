def compare(a, b):
    """Return -1, 0 or 1: the precedence of two versions."""
    raise NotImplementedError


def next_version(tags, commits, candidate=False):
    """Return the version to release next, or None if there is nothing to release."""
    raise NotImplementedError


def changelog(version, date, commits):
    """Return the changelog of a release in Markdown."""
    raise NotImplementedError
