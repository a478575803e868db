def count_words(path):
    with open(path) as file:
        return len(file.read().split())


def write_report(path, lines):
    with open(path, "w") as file:
        file.write("\n".join(lines))
