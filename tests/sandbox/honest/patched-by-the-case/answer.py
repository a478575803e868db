import time

LIMIT = 3


def within(n):
    return n <= LIMIT


def stamp():
    return time.time()


class Client:
    def get(self, url):
        raise OSError("no network")

    def title(self, url):
        return self.get(url).upper()
