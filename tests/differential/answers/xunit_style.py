class Recorder:
    def __init__(self):
        self._entries = []

    def add(self, entry):
        self._entries.append(entry)

    def last(self):
        return self._entries[-1]

    def all(self):
        return list(self._entries)
