class Connection:
    def __init__(self):
        self._open = True

    def send(self, what):
        if not self._open:
            raise ConnectionError("closed")
        return len(what)

    def close(self):
        if not self._open:
            raise ConnectionError("already closed")
        self._open = False
