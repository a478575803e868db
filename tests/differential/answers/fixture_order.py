class Log:
    def __init__(self, entries):
        self.entries = entries

    def last(self):
        return self.entries[-1]
