class Mute:
    def __repr__(self):
        return "x" * 50_000_000

    def __str__(self):
        while True:
            pass


def run():
    return Mute()
