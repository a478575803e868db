import unittest

from answer import (
    CircularBuffer,
    BufferEmptyException,
    BufferFullException,
)


class CircularBufferTest(unittest.TestCase):
    def test_reading_empty_buffer_should_fail(self):
        buf = CircularBuffer(1)
        with self.assertRaises(BufferError) as err:
            buf.read()
        self.assertEqual(type(err.exception), BufferEmptyException)
        self.assertEqual(err.exception.args[0], "Circular buffer is empty")

    def test_can_read_an_item_just_written(self):
        buf = CircularBuffer(1)
        buf.write("1")
        self.assertEqual(buf.read(), "1")

    def test_each_item_may_only_be_read_once(self):
        buf = CircularBuffer(1)
        buf.write("1")
        self.assertEqual(buf.read(), "1")
        with self.assertRaises(BufferError) as err:
            buf.read()
        self.assertEqual(type(err.exception), BufferEmptyException)

    def test_full_buffer_cant_be_written_to(self):
        buf = CircularBuffer(1)
        buf.write("1")
        with self.assertRaises(BufferFullException) as err:
            buf.write("2")
        self.assertEqual(type(err.exception), BufferFullException)
        self.assertEqual(err.exception.args, ("Circular buffer is full",))
        self.assertEqual(str(err.exception), "Circular buffer is full")

    def test_message_attribute(self):
        with self.assertRaises(BufferEmptyException) as err:
            CircularBuffer(3).read()
        self.assertEqual(err.exception.message, "Circular buffer is empty")

    def test_overwrite_replaces_the_oldest_item_in_a_full_buffer(self):
        buf = CircularBuffer(2)
        for item in "123":
            buf.overwrite(item)
        self.assertEqual([buf.read(), buf.read()], ["2", "3"])

    def test_subclass(self):
        self.assertTrue(issubclass(BufferFullException, BufferError))
        self.assertTrue(issubclass(BufferEmptyException, BufferError))
