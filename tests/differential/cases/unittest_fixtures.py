import unittest

from answer import Resource

events = []


def setUpModule():
    events.append("module")


def tearDownModule():
    events.append("module gone")


class Prepared(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.resource = Resource()

    @classmethod
    def tearDownClass(cls):
        cls.resource.close()

    def setUp(self):
        self.mine = Resource()
        self.addCleanup(self.mine.touch, "cleanup")

    def tearDown(self):
        self.mine.touch("teardown")

    def test_module_was_set_up(self):
        self.assertEqual(events[0], "module")

    def test_resource(self):
        self.assertEqual(self.resource.touched(), [])


class SetUpFails(unittest.TestCase):
    def setUp(self):
        Resource().fail()

    def test_never(self):
        pass


class SetUpSkips(unittest.TestCase):
    def setUp(self):
        self.skipTest("in setUp")

    def test_never(self):
        raise AssertionError


class TearDownFails(unittest.TestCase):
    def tearDown(self):
        Resource().fail()

    def test_passes_first(self):
        pass


class CleanupFails(unittest.TestCase):
    def test_cleanup(self):
        self.addCleanup(Resource().fail)


class ClassFails(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        Resource().fail()

    def test_one(self):
        pass


class ClassSkips(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise unittest.SkipTest("whole class")

    def test_one(self):
        raise AssertionError


class ClassEndFails(unittest.TestCase):
    @classmethod
    def tearDownClass(cls):
        Resource().fail()

    def test_one(self):
        pass


class ClassCleanupFails(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(Resource().fail)

    def test_one(self):
        pass


class Context(unittest.TestCase):
    def test_enter(self):
        self.assertEqual(self.enterContext(Resource()), "entered")
