import unittest

from answer import Stack


class StackTest(unittest.TestCase):
    def setUp(self):
        self.stack = Stack()

    def test_push_and_pop(self):
        self.stack.push(1)
        self.assertEqual(self.stack.pop(), 1)

    def test_order(self):
        for item in "abc":
            self.stack.push(item)
        self.assertEqual([self.stack.pop() for _ in range(3)], ["c", "b", "a"])

    def test_empty(self):
        with self.assertRaises(IndexError):
            self.stack.pop()

    def test_message(self):
        with self.assertRaisesRegex(IndexError, "stack is empty"):
            self.stack.pop()

    def test_length(self):
        self.stack.push(1)
        self.assertEqual(self.stack.size(), 1)

    def test_peek(self):
        self.stack.push(1)
        self.assertEqual(self.stack.peek(), 1)

    def test_failing(self):
        self.assertTrue(False, "never true")

    def test_assertions(self):
        self.assertIn(1, [1])
        self.assertIsNone(None)
        self.assertAlmostEqual(0.1 + 0.2, 0.3)
        self.assertCountEqual([1, 2], [2, 1])
        self.assertDictEqual({"a": 1}, {"a": 1})
        self.assertRegex("abc", "b")
        self.assertIsInstance(1, int)

    def test_plain_assert(self):
        assert self.stack.size() == 1

    def helper_isnt_a_test(self):
        raise AssertionError


class Empty(unittest.TestCase):
    pass


class OnlyRun(unittest.TestCase):
    def runTest(self):
        self.assertEqual(Stack().size(), 0)


class Common:
    def test_common(self):
        self.assertEqual(self.make().size(), self.expected)


class First(Common, unittest.TestCase):
    expected = 0

    def make(self):
        return Stack()


class Second(First):
    expected = 1

    def make(self):
        stack = Stack()
        stack.push(0)
        return stack


if __name__ == "__main__":
    unittest.main()
