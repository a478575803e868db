import unittest
from answer import LinkedList


class LinkedListTest(unittest.TestCase):
    def test_pop_gets_element_from_the_list(self):
        lst = LinkedList()
        lst.push(7)
        self.assertEqual(lst.pop(), 7)

    def test_push_and_pop(self):
        lst = LinkedList()
        lst.push(11)
        lst.push(13)
        self.assertEqual(lst.pop(), 13)
        self.assertEqual(lst.shift(), 11)
        self.assertEqual(len(lst), 0)

    def test_unshift(self):
        lst = LinkedList()
        lst.unshift(5)
        lst.push(7)
        lst.unshift(3)
        self.assertEqual(list(lst), [3, 5, 7])
        self.assertEqual(list(reversed(lst)), [7, 5, 3])
        self.assertEqual([lst[0], lst[-1]], [3, 7])

    def test_truth(self):
        lst = LinkedList()
        self.assertFalse(lst)
        lst.push(0)
        self.assertTrue(lst)

    def test_out_of_range(self):
        lst = LinkedList()
        with self.assertRaises(IndexError):
            lst[0]

    def test_using_pop_raises_an_error_if_the_list_is_empty(self):
        lst = LinkedList()
        with self.assertRaises(IndexError) as err:
            lst.pop()
        self.assertEqual(type(err.exception), IndexError)
        self.assertEqual(err.exception.args[0], "List is empty")

    def test_delete(self):
        lst = LinkedList()
        for x in [71, 83, 79]:
            lst.push(x)
        lst.delete(83)
        self.assertEqual(len(lst), 2)
        self.assertEqual(lst.pop(), 79)

    def test_raise_not_found(self):
        lst = LinkedList()
        lst.push(5)
        with self.assertRaises(ValueError) as err:
            lst.delete(7)
        self.assertEqual(err.exception.args[0], "Value not found")

    def test_sum_max_sorted_join(self):
        lst = LinkedList()
        for x in (3, 1, 2):
            lst.push(x)
        self.assertEqual(sum(lst), 6)
        self.assertEqual(max(lst), 3)
        self.assertEqual(sorted(lst), [1, 2, 3])
        self.assertEqual("-".join(map(str, lst)), "3-1-2")
        a, *rest = lst
        self.assertEqual((a, rest), (3, [1, 2]))
        self.assertTrue(all(x > 0 for x in lst))
        self.assertIn(2, lst)
        self.assertCountEqual(lst, [1, 2, 3])
        self.assertEqual(dict(enumerate(lst)), {0: 3, 1: 1, 2: 2})
        self.assertEqual(set(lst), {1, 2, 3})
