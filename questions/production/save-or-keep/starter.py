def saving(path):
    """A context manager: gives a text file to write to, which takes the place of `path` if the block succeeds."""
    raise NotImplementedError
