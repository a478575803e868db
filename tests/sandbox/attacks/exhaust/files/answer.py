import os


def run():
    def fill(act):
        try:
            act()
        except (OSError, MemoryError, OverflowError, ValueError) as error:
            print(type(error).__name__)

    def large():
        with open("/tmp/large", "wb") as file:
            while True:
                file.write(bytes(1 << 20))

    def hole():
        with open("/tmp/hole", "wb") as file:
            file.seek(2**62)
            file.write(b"x")

    def truncated():
        with open("/tmp/truncated", "wb") as file:
            file.truncate(2**50)

    def many():
        for number in range(10**6):
            open(f"/tmp/{number}", "w").close()

    def deep():
        path = "/tmp"
        while True:
            path += "/d"
            os.mkdir(path)

    for act in (
        large,
        hole,
        truncated,
        many,
        deep,
        lambda: open("/tmp/" + "n" * 10**6, "w"),
        lambda: os.symlink("/tmp/loop", "/tmp/loop") or open("/tmp/loop"),
    ):
        fill(act)
    return 0
