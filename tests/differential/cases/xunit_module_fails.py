from answer import prepare


def setup_module():
    prepare()


def test_one():
    pass


class TestClass:
    def test_two(self):
        pass
