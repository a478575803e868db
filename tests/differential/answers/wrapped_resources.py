class Metered:
    """Counts what goes through another resource, whose special methods it calls by name."""

    def __init__(self, inner):
        self.inner = inner
        self.bytes = 0

    def __enter__(self):
        self.inner.__enter__()
        return self

    def __exit__(self, *details):
        return self.inner.__exit__(*details)

    def read(self, size):
        data = self.inner.read(size)
        self.bytes += len(data)
        return data

    def __len__(self):
        return self.inner.__len__()

    def __getitem__(self, index):
        return self.inner.__getitem__(index)

    def __iter__(self):
        return self.inner.__iter__()
