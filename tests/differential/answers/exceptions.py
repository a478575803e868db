class NotFound(LookupError):
    def __init__(self, key):
        super().__init__(f"no such key: {key!r}")
        self.key = key


class Store:
    def __init__(self):
        self._values = {}

    def put(self, key, value):
        self._values[key] = value

    def get(self, key):
        try:
            return self._values[key]
        except KeyError as error:
            raise NotFound(key) from error

    def size(self):
        return len(self._values)


def recurse(n):
    return recurse(n + 1)
