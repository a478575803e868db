def test_plain():
    pass


def test_yields():
    yield 1
