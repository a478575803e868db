import unittest

import pytest
from answer import is_even


class Numbers(unittest.TestCase):
    def test_all_right(self):
        for number in (0, 2, 4):
            with self.subTest(number=number):
                self.assertTrue(is_even(number))

    def test_one_wrong(self):
        for number in (0, -2, 4):
            with self.subTest(number=number):
                self.assertTrue(is_even(number))

    def test_one_error(self):
        for number in (0, "x"):
            with self.subTest("text", number=number):
                self.assertTrue(is_even(number))

    def test_wrong_and_then_fails(self):
        with self.subTest():
            self.assertTrue(is_even(-2))
        self.fail("afterwards")

    def test_skipped_part(self):
        for number in (1, 2):
            with self.subTest(number=number):
                if number == 1:
                    self.skipTest("odd")
                self.assertTrue(is_even(number))

    def test_skip_after_wrong(self):
        with self.subTest():
            self.assertTrue(is_even(-2))
        self.skipTest("afterwards")

    def test_nested(self):
        with self.subTest("outer"):
            with self.subTest("inner"):
                self.assertTrue(is_even(-2))

    @unittest.expectedFailure
    def test_expected(self):
        with self.subTest():
            self.assertTrue(is_even(-2))

    @pytest.mark.xfail
    def test_xfail(self):
        with self.subTest():
            self.assertTrue(is_even(-2))


def test_fixture(subtests):
    for number in (0, 2):
        with subtests.test("even", number=number):
            assert is_even(number)


def test_fixture_one_wrong(subtests):
    for number in (0, -2):
        with subtests.test(number=number):
            assert is_even(number)


def test_fixture_error(subtests):
    with subtests.test():
        is_even(None)


def test_fixture_then_fails(subtests):
    with subtests.test():
        assert is_even(2)
    assert is_even(3)


def test_fixture_skip(subtests):
    with subtests.test():
        pytest.skip("this part")


def test_fixture_xfail(subtests):
    with subtests.test():
        pytest.xfail("this part")


def test_fixture_fail(subtests):
    with subtests.test():
        pytest.fail("this part")


@pytest.mark.xfail
def test_fixture_marked(subtests):
    with subtests.test():
        assert is_even(-2)


def test_fixture_wrong_then_skip(subtests):
    with subtests.test():
        assert is_even(-2)
    pytest.skip("the rest")


def test_fixture_continues(subtests):
    reached = []
    with subtests.test():
        assert is_even(4)
        reached.append(1)
    assert reached == [1]


def test_fixture_exit(subtests):
    with subtests.test():
        raise SystemExit(0)
