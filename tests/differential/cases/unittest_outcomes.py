import sys
import unittest

import pytest
from answer import number


class Outcomes(unittest.TestCase):
    @unittest.skip("always")
    def test_skip(self):
        self.fail()

    @unittest.skipIf(sys.version_info > (3,), "new")
    def test_skip_if(self):
        self.fail()

    @unittest.skipUnless(sys.version_info > (3,), "old")
    def test_skip_unless(self):
        self.assertEqual(number(), 1)

    def test_skip_inside(self):
        self.skipTest("inside")

    def test_raise_skip(self):
        raise unittest.SkipTest("raised")

    def test_pytest_skip(self):
        pytest.skip("pytest's")

    def test_pytest_fail(self):
        pytest.fail("pytest's")

    def test_pytest_xfail(self):
        pytest.xfail("pytest's")

    @unittest.expectedFailure
    def test_expected(self):
        self.assertEqual(number(), 2)

    @unittest.expectedFailure
    def test_expected_but_passes(self):
        self.assertEqual(number(), 1)

    @unittest.expectedFailure
    def test_expected_error(self):
        raise RuntimeError

    @pytest.mark.xfail(reason="pytest's mark")
    def test_xfail(self):
        self.assertEqual(number(), 2)

    @pytest.mark.xfail(strict=True)
    def test_xfail_strict(self):
        self.assertEqual(number(), 1)

    @pytest.mark.skip(reason="pytest's mark")
    def test_skip_mark(self):
        self.fail()

    def test_error(self):
        raise RuntimeError("error")

    def test_exit(self):
        raise SystemExit(0)

    def test_returns(self):
        return None


@unittest.skip("the class")
class Skipped(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise RuntimeError("never")

    def test_one(self):
        self.fail()


@unittest.expectedFailure
class Expected(unittest.TestCase):
    def test_one(self):
        self.fail()


class UsesFixtures(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def prepared(self, tmp_path):
        self.path = tmp_path

    @pytest.mark.usefixtures("marked")
    def test_used(self):
        self.assertTrue(self.path.is_dir())

    @pytest.mark.usefixtures("broken")
    def test_broken(self):
        pass

    def test_arguments_arent_filled(self, tmp_path):
        pass


@pytest.fixture
def marked():
    pass


@pytest.fixture
def broken():
    raise RuntimeError


class Xunit(unittest.TestCase):
    def setup_method(self, method):
        self.name = method.__name__

    def test_name(self):
        self.assertEqual(self.name, "test_name")
