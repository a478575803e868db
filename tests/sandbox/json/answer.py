import re


def slug(title):
    print("slug of", title)
    return "-".join(re.findall("[a-z0-9]+", title.lower()))


def longest(titles):
    return max(titles, key=size)
