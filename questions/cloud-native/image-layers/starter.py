class BuildError(Exception):
    """The image can't be built, or its steps can't be arranged."""


class Builder:
    def __init__(self, ignore=()):
        pass

    def build(self, steps, files):
        """Say for each step whether it is "cached" or "built"."""
        raise NotImplementedError


def arrange(steps):
    """Return the names of the steps in the order that keeps layers cached for longest."""
    raise NotImplementedError
