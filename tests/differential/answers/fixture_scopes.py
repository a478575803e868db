class Counter:
    def __init__(self):
        self._seen = []

    def add(self, what):
        self._seen.append(what)

    def seen(self):
        return list(self._seen)
