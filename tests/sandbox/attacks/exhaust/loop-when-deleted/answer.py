class Stubborn:
    def __del__(self):
        while True:
            pass


def run():
    Stubborn()
    return 0
