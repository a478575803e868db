def slug(title):
    """The title's words, in lower case, joined by hyphens."""


def longest(titles):
    """The longest slug."""
